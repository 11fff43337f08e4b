-- Which process had a lane when, for people: whose record is whose.
CREATE TABLE lane_taken (
    lane_id  INT            NOT NULL,
    epoch    INT            NOT NULL,
    owner    VARBINARY(255) NOT NULL,
    taken_at BIGINT         NOT NULL, -- the owner's milliseconds since 1970
    PRIMARY KEY (lane_id, epoch)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Which process had a lane when, for people: whose record is whose.
CREATE TABLE lane_taken (
    lane_id  INTEGER NOT NULL,
    epoch    INTEGER NOT NULL,
    owner    TEXT    NOT NULL,
    taken_at INTEGER NOT NULL, -- the owner's milliseconds since 1970
    PRIMARY KEY (lane_id, epoch)
) STRICT, WITHOUT ROWID;

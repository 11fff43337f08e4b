// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.log;

import io.holdfast.coordinator.port.LogFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** The embedded log's file. */
record SqlitePlace(Path file) implements LogPlace {
    private static final long LITTLE_SPACE = 1 << 20;

    /** As a URI, in which no character of a file's name is taken for a setting. */
    static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath().toUri();
    }

    /** A file of the same log. */
    Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    /** There is none, and there was one. */
    LogFailure gone() {
        return new LogFailure("the log " + file + " is gone, while " + beside(".mark") + " says that there was"
                + " one: put it back; to begin with an empty log, delete that file too");
    }

    @Override
    public String describe() {
        return file.toString();
    }

    @Override
    public String problem(SQLException failure) {
        return failure.getMessage();
    }

    @Override
    public String cure(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return "free some space on its disk";
        }
        if (code == SQLiteErrorCode.SQLITE_IOERR.code) {
            // Files whose size is reserved beforehand fail so on a full disk.
            boolean full = file.toAbsolutePath().getParent().toFile().getUsableSpace() < LITTLE_SPACE;
            return full ? "free some space on its disk" : "look at what the operating system says of its disk";
        }
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return "the file is damaged: stop the coordinator and restore it from a backup";
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code || code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return "let this user write to the file and its directory";
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code) {
            return "another program holds a lock on the file: close it";
        }
        return "";
    }
}

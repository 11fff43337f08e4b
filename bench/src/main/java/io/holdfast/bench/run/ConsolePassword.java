// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a coordinator prints once, at the first start on its log. */
final class ConsolePassword {
    private static final Pattern PRINTED = Pattern.compile("The password of the user admin is (\\S+)");

    private ConsolePassword() {}

    /**
     * Looks through the coordinators' logs.
     *
     * @return null if none of them tells it
     */
    static String printedIn(Path logs) throws IOException {
        try (DirectoryStream<Path> coordinators = Files.newDirectoryStream(logs, "coordinator*.log")) {
            for (Path log : coordinators) {
                Matcher printed = PRINTED.matcher(Files.readString(log));
                if (printed.find()) {
                    return printed.group(1);
                }
            }
        }
        return null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} is what the settings are. With {@code -Dsettings.write=true} it is written. */
class SettingsTableTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");

    @Test
    void thePageHasEverySettingAsItIs() throws IOException {
        SettingsTable table = new SettingsTable(Path.of("src/main/java"));
        assertThat(table.unsaid())
                .as("settings that their record's documentation says nothing of")
                .isEmpty();
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(PAGE, table.text());
        }
        assertThat(Files.readString(PAGE))
                .as("write it with: mvn test -pl coordinator -am -Dtest=SettingsTableTest -Dsettings.write=true"
                        + " -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(table.text());
    }
}

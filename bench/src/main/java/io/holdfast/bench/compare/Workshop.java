// SPDX-License-Identifier: Apache-2.0
package io.holdfast.bench.compare;

import io.holdfast.bench.process.RunDirectory;
import io.holdfast.bench.process.Supervisor;
import io.holdfast.bench.terminal.Terminal;

/** What every measurement works with; all of one run. */
record Workshop(
        RunDirectory directory,
        Supervisor supervisor,
        JavaCommands commands,
        Databases databases,
        Servers servers,
        Terminal terminal) {}

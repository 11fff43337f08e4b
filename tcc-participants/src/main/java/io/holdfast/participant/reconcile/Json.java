// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant.reconcile;

import java.lang.reflect.Type;

/** Whatever library for JSON the application has. Any thread may use it. Throws what the library throws, unchecked. */
public interface Json {

    String write(Object value);

    Object read(String text, Type type);
}

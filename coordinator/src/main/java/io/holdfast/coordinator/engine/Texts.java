// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.engine;

/** What others say is kept, but not at any length. */
final class Texts {
    private Texts() {}

    static String shortened(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        // Half of a surrogate pair is no text that a log could give back.
        boolean insidePair = Character.isHighSurrogate(text.charAt(maxChars - 1));
        return text.substring(0, insidePair ? maxChars - 1 : maxChars) + "...";
    }
}

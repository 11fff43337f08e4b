// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

/** Cuts texts for people to a length. Pure. */
final class Abbreviation {
    private Abbreviation() {}

    /** Half a character, which nobody could write as UTF-8, is not left over. */
    static String of(String text, int mostChars) {
        if (text.length() <= mostChars) {
            return text;
        }
        boolean insidePair = Character.isHighSurrogate(text.charAt(mostChars - 1));
        return text.substring(0, insidePair ? mostChars - 1 : mostChars);
    }
}

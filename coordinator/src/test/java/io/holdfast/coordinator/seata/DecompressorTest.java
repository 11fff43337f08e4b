// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.apache.seata.compressor.zip.ZipUtil;
import org.junit.jupiter.api.Test;

class DecompressorTest {
    private static final int ZIP = 2;
    private static final byte[] PLAIN = "what was sent".getBytes(StandardCharsets.US_ASCII);

    @Test
    void zippedBodyIsUnpacked() {
        ByteBuf plain = Decompressor.decompress(ZIP, Unpooled.wrappedBuffer(ZipUtil.compress(PLAIN)), 100);

        assertThat(plain.toString(StandardCharsets.US_ASCII)).isEqualTo("what was sent");
    }

    /** The JDK throws an IllegalArgumentException then, which its documentation does not name. */
    @Test
    void zipEntryWhoseNameIsNoTextIsMalformed() {
        byte[] zipped = ZipUtil.compress(PLAIN);
        zipped[26] = 1; // the name has one byte
        zipped[30] = (byte) 0xFF; // which is not UTF-8

        assertThatThrownBy(() -> Decompressor.decompress(ZIP, Unpooled.wrappedBuffer(zipped), 100))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("the zip entry's name cannot be read");
    }

    @Test
    void whatIsNotCompressedAtAllIsMalformed() {
        for (int compressor : new int[] {1, ZIP, 6, 77}) {
            assertThatThrownBy(() -> Decompressor.decompress(compressor, Unpooled.wrappedBuffer(PLAIN), 100))
                    .as("compressor " + compressor)
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageNotContaining("null");
        }
    }
}

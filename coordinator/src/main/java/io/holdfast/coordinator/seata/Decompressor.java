// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipInputStream;

/**
 * Undoes what a client compressed (its setting {@code transport.compressor}; ids in the client's class {@code
 * CompressorType}), as far as the JDK can. Never yields more than the limit, however small the input. Has no state.
 */
final class Decompressor {
    static final int NONE = 0;
    private static final int GZIP = 1;
    private static final int ZIP = 2;
    private static final int DEFLATE = 6;

    private Decompressor() {}

    /**
     * @return a buffer on the heap, which needs no release
     * @throws MalformedMessage if the bytes are not what they claim to be, or more than {@code limit} come out
     */
    static ByteBuf decompress(int compressor, ByteBuf body, int limit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(limit, 4 * body.readableBytes() + 64));
        try (InputStream in = open(compressor, body)) {
            byte[] chunk = new byte[4096];
            int read = in.read(chunk);
            while (read >= 0) {
                if (out.size() + read > limit) {
                    throw new MalformedMessage("a compressed body holds more than " + limit + " bytes");
                }
                out.write(chunk, 0, read);
                read = in.read(chunk);
            }
        } catch (IOException broken) {
            throw new MalformedMessage("a compressed body is broken: " + broken);
        }
        return Unpooled.wrappedBuffer(out.toByteArray());
    }

    private static InputStream open(int compressor, ByteBuf body) throws IOException {
        InputStream in = new ByteBufInputStream(body);
        return switch (compressor) {
            case GZIP -> new GZIPInputStream(in);
            case DEFLATE -> new InflaterInputStream(in);
            case ZIP -> firstEntry(new ZipInputStream(in));
            default ->
                throw new MalformedMessage("compressor " + compressor
                        + " is not served: set the client's transport.compressor to none, gzip, zip or deflater");
        };
    }

    private static InputStream firstEntry(ZipInputStream zip) throws IOException {
        boolean found = false;
        try {
            found = zip.getNextEntry() != null;
        } catch (IllegalArgumentException badName) { // undocumented: the JDK reads the name as UTF-8, and it is none
            throw new IOException("the zip entry's name cannot be read", badName);
        } finally {
            if (!found) {
                zip.close(); // it holds memory that is not the heap's
            }
        }
        if (!found) {
            throw new IOException("no zip entry");
        }
        return zip;
    }
}

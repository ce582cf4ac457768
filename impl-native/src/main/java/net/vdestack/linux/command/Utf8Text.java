package net.vdestack.linux.command;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 that comes in pieces. What is none becomes U+FFFD. */
final class Utf8Text {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** The beginning of a character whose end has not come yet. */
    private ByteBuffer begun = NOTHING;

    /** The characters that the remaining bytes complete; may be none. */
    String add(ByteBuffer bytes) {
        return decode(bytes, false);
    }

    /** There is no more: what is left of a character that was cut off. */
    String end() {
        return decode(NOTHING, true);
    }

    private String decode(ByteBuffer bytes, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(begun.remaining() + bytes.remaining())
                .put(begun)
                .put(bytes.duplicate())
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, last);
        begun = in;
        return out.flip().toString();
    }
}

package net.vdestack.rest.dashboard;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import net.vdestack.rest.http.Fingerprint;

/** One file, as it is for as long as the bundle runs. */
public final class Asset {
    private final String mediaType;
    private final byte[] content;
    private final String tag;

    Asset(String mediaType, byte[] content) {
        this.mediaType = mediaType;
        this.content = content.clone();
        this.tag = '"' + Fingerprint.of(content) + '"';
    }

    /** Its Content-Type. */
    String mediaType() {
        return mediaType;
    }

    /** Its entity tag, quoted. */
    String tag() {
        return tag;
    }

    /** In bytes. */
    public int length() {
        return content.length;
    }

    /** All of it. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }

    /**
     * Whether a browser has it already.
     *
     * @param ifNoneMatch the header, RFC 9110 section 13.1.2; null if there is none
     */
    boolean isAmong(String ifNoneMatch) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }
}

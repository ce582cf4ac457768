package net.vdestack.api.forwarding.spi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The specific part of a locator in slash style: {@code address/key=value/key…}, as vxvde, vxlan and others write it.
 *
 * <p>Quotes, backslashes and {@code %HH} keep a delimiter from being one, as in vdeplug4's parser: between quotes
 * nothing is special, {@code \c} is c, {@code %HH} is the byte; together the bytes are UTF-8. Empty elements are
 * skipped; the last of a repeated key counts. A key may be cut short as long as it stays unambiguous.
 *
 * @param address what stands before the first slash; may be empty
 * @param values the values by full key; a key without a value has an empty one
 */
public record LocatorParameters(String address, Map<String, String> values) {
    private static final Pattern NUMBER = Pattern.compile("(0[xX][0-9a-fA-F]+|[0-9]+)([KMGT]?)");

    public LocatorParameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads the specific part of a locator.
     *
     * @param keys the keys that exist
     * @throws IllegalArgumentException naming a key that does not, or bytes that are no text
     */
    public static LocatorParameters parse(Locator locator, List<String> keys) {
        List<String> elements = split(locator.specific(), '/', false);
        Map<String, String> values = new LinkedHashMap<>();
        for (String element : elements.subList(1, elements.size())) {
            if (element.isEmpty()) {
                continue;
            }
            List<String> parts = split(element, '=', true);
            values.put(fullKey(locator, parts.get(0), keys), parts.size() == 1 ? "" : plain(parts.get(1)));
        }
        return new LocatorParameters(plain(elements.get(0)), values);
    }

    private static String fullKey(Locator locator, String raw, List<String> keys) {
        String key = plain(raw);
        if (keys.contains(key)) {
            return key;
        }
        List<String> matches = keys.stream()
                .filter(each -> !key.isEmpty() && each.startsWith(key))
                .toList();
        if (matches.size() != 1) {
            throw new IllegalArgumentException("parameter '" + key + "' of " + locator
                    + (matches.isEmpty() ? " is unknown; known are " + keys : " may mean any of " + matches));
        }
        return matches.get(0);
    }

    /** Splits at unquoted delimiters and leaves quotes as they are. */
    private static List<String> split(String text, char delimiter, boolean once) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '\'' || c == '"') {
                int close = text.indexOf(c, i + 1);
                i = close < 0 ? text.length() : close;
            } else if (c == delimiter && !(once && !parts.isEmpty())) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Removes quotes and backslashes and decodes {@code %HH}; by bytes, as a character may take several of them. */
    private static String plain(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer plain = ByteBuffer.allocate(bytes.length);
        int quote = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (quote != 0) {
                if (b == quote) {
                    quote = 0;
                } else {
                    plain.put(b);
                }
            } else if (b == '\'' || b == '"') {
                quote = b;
            } else if (b == '\\' && i + 1 < bytes.length) {
                plain.put(bytes[++i]);
            } else if (b == '%' && isHex(bytes, i + 1) && isHex(bytes, i + 2)) {
                plain.put((byte) (HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2])));
                i += 2;
            } else {
                plain.put(b);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(plain.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("'" + text + "' in a locator: its %HH are not UTF-8", e);
        }
    }

    private static boolean isHex(byte[] bytes, int at) {
        return at < bytes.length && HexFormat.isHexDigit(bytes[at]);
    }

    /** Whether the key was given, with or without a value. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value of a key, or empty if the key was not given. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * A number: decimal, {@code 0x} hexadecimal or {@code 0} octal, with an optional binary suffix K, M, G or T.
     *
     * @param absent what to take if the key was not given
     * @throws IllegalArgumentException if it is not a number from {@code min} to {@code max}
     */
    public long number(String key, long absent, long min, long max) {
        String text = values.get(key);
        if (text == null) {
            return absent;
        }
        Matcher matcher = NUMBER.matcher(text);
        if (matcher.matches()) {
            int shift = matcher.group(2).isEmpty() ? 0 : 10 + 10 * "KMGT".indexOf(matcher.group(2));
            try {
                long value = Math.multiplyExact(Long.decode(matcher.group(1)), 1L << shift);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException | ArithmeticException e) {
                // 08 or more than 63 bits: refused below with the same words as every other bad number
            }
        }
        throw new IllegalArgumentException(
                "parameter '" + key + "=" + text + "': must be a number from " + min + " to " + max);
    }
}

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
 * The specific part of a locator, in slash style, {@code address/key=value/key…}, as vxvde, vxlan and others write it,
 * or in bracket style, {@code path[key=value/key…]}, as vde and switch do.
 *
 * <p>Quotes, backslashes and {@code %HH} keep a delimiter from being one, as in vdeplug4's parser: between quotes
 * nothing is special, {@code \c} is c, {@code %HH} is the byte; together the bytes are UTF-8. Empty elements are
 * skipped; the last of a repeated key counts. A key may be cut short as long as it stays unambiguous.
 *
 * @param address what stands before the first slash or bracket; may be empty
 * @param values the values by full key; a key without a value has an empty one
 */
public record LocatorParameters(String address, Map<String, String> values) {
    private static final Pattern NUMBER = Pattern.compile("(0[xX][0-9a-fA-F]+|[0-9]+)([KMGT]?)");
    private static final Pattern OCTAL = Pattern.compile("[0-7]{1,6}");

    public LocatorParameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads the specific part of a locator in slash style.
     *
     * @param keys the keys that exist
     * @throws IllegalArgumentException naming a key that does not, or bytes that are no text
     */
    public static LocatorParameters parse(Locator locator, List<String> keys) {
        List<String> elements = split(locator.specific(), '/', false);
        return new LocatorParameters(
                plain(elements.get(0)), values(locator, elements.subList(1, elements.size()), keys));
    }

    /**
     * Reads the specific part of a locator in bracket style: a path up to the first bracket, which closes with the last
     * one. There need not be any.
     *
     * @param keys the keys that exist; with an empty one among them, an element that is no key is its value
     * @throws IllegalArgumentException naming a key that does not exist, text behind the brackets, or bytes that are no
     *     text
     */
    public static LocatorParameters parseBrackets(Locator locator, List<String> keys) {
        Enclosed parts = Enclosed.in(locator, '[', ']');
        return new LocatorParameters(plain(parts.before()), values(locator, split(parts.inside(), '/', false), keys));
    }

    private static Map<String, String> values(Locator locator, List<String> elements, List<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String element : elements) {
            List<String> parts = split(element, '=', true);
            String first = plain(parts.get(0));
            if (parts.size() > 1) {
                values.put(fullKey(locator, first, keys), plain(parts.get(1)));
            } else if (!element.isEmpty() && keys.contains("") && !keys.contains(first)) {
                values.put("", first);
            } else if (!element.isEmpty()) {
                values.put(fullKey(locator, first, keys), "");
            }
        }
        return values;
    }

    /** What stands before and inside a pair of delimiters. */
    record Enclosed(String before, String inside) {
        /** From the first unquoted opening delimiter to the last unquoted closing one, with which the text ends. */
        static Enclosed in(Locator locator, char open, char close) {
            List<String> halves = split(locator.specific(), open, true);
            if (halves.size() == 1) {
                return new Enclosed(halves.get(0), "");
            }
            String rest = halves.get(1);
            List<String> pieces = split(rest, close, false);
            String behind = pieces.get(pieces.size() - 1);
            if (pieces.size() == 1 || !behind.isEmpty()) {
                throw new IllegalArgumentException("network '" + locator + "': what begins with " + open
                        + " must end with " + close + ", and nothing may follow it");
            }
            return new Enclosed(halves.get(0), rest.substring(0, rest.length() - 1));
        }
    }

    private static String fullKey(Locator locator, String key, List<String> keys) {
        List<String> named = keys.stream().filter(each -> !each.isEmpty()).toList();
        if (named.contains(key)) {
            return key;
        }
        List<String> matches = named.stream()
                .filter(each -> !key.isEmpty() && each.startsWith(key))
                .toList();
        if (matches.size() != 1) {
            throw new IllegalArgumentException("parameter '" + key + "' of " + locator
                    + (matches.isEmpty() ? " is unknown; known are " + named : " may mean any of " + matches));
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

    /**
     * Permission bits, in octal.
     *
     * @param absent what to take if the key was not given
     * @throws IllegalArgumentException if it is not an octal number up to 7777
     */
    public int mode(String key, int absent) {
        String text = values.get(key);
        if (text == null) {
            return absent;
        }
        int mode = OCTAL.matcher(text).matches() ? Integer.parseInt(text, 8) : -1;
        if (mode < 0 || mode > 07777) {
            throw new IllegalArgumentException(
                    "parameter '" + key + "=" + text + "': must be permissions in octal, such as 0660");
        }
        return mode;
    }
}

package net.vdestack.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the properties that the operator sets, in which <code>${name}</code> stands for a property known before. */
final class Settings {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private Settings() {}

    /**
     * Reads a file.
     *
     * @return nothing if there is no such file
     * @throws LaunchException if it cannot be read, or has an unknown variable
     */
    static Map<String, String> read(Path file, Map<String, String> known) throws LaunchException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | IllegalArgumentException e) {
            throw LaunchException.failed(file.toString(), e);
        }
        Map<String, String> settings = new HashMap<>();
        for (String name : properties.stringPropertyNames()) {
            settings.put(name, substitute(file, properties.getProperty(name), known));
        }
        return settings;
    }

    private static String substitute(Path file, String value, Map<String, String> known) throws LaunchException {
        for (MatchResult variable : VARIABLE.matcher(value).results().toList()) {
            if (!known.containsKey(variable.group(1))) {
                throw LaunchException.failed(file + ": unknown variable " + variable.group());
            }
        }
        return VARIABLE.matcher(value).replaceAll(found -> Matcher.quoteReplacement(known.get(found.group(1))));
    }
}

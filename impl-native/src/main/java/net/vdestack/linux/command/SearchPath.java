package net.vdestack.linux.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where commands are looked up: a fixed path, so that what runs does not depend on how the JVM was started. */
final class SearchPath {
    private static final List<String> DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private static final String NOT_EXECUTABLE = "not executable";

    private SearchPath() {}

    /** There is nothing to run. */
    static final class NotFoundException extends IOException {
        private static final long serialVersionUID = 1L;

        NotFoundException(String message) {
            super(message);
        }
    }

    /**
     * The file to run.
     *
     * @param name looked up unless there is a slash in it
     * @throws NotFoundException saying what is wrong with it
     */
    static String find(String name) throws NotFoundException {
        if (name.indexOf('/') >= 0) {
            requireExecutable(name);
            return name;
        }
        String missing = name + ": not found in " + String.join(":", DIRECTORIES);
        for (String directory : DIRECTORIES) {
            String file = directory + "/" + name;
            String fault = fault(file);
            if (fault == null) {
                return file;
            }
            if (fault.equals(NOT_EXECUTABLE)) {
                missing = file + ": " + fault;
            }
        }
        throw new NotFoundException(missing);
    }

    /** Whether {@link #find} finds it. */
    static boolean has(String name) {
        return DIRECTORIES.stream().anyMatch(directory -> fault(directory + "/" + name) == null);
    }

    private static void requireExecutable(String file) throws NotFoundException {
        String fault = fault(file);
        if (fault != null) {
            throw new NotFoundException(file + ": " + fault);
        }
    }

    /** Why a file cannot be run; null if it can. */
    private static String fault(String file) {
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            return "not a file name";
        }
        if (!Files.exists(path)) {
            return "no such file";
        }
        if (!Files.isRegularFile(path)) {
            return "not a regular file";
        }
        return Files.isExecutable(path) ? null : NOT_EXECUTABLE;
    }
}

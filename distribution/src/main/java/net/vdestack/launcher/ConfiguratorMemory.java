package net.vdestack.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.osgi.framework.Bundle;

/**
 * What Felix's Configurator has to remember: which configurations it has made, so that it makes none twice. It keeps
 * that in the framework's storage and nowhere else, which does not outlive a start. So a link outside tells where it
 * is; it is brought out before the storage is cleared, and given to the next Configurator. Whenever this process is
 * killed, the one or the other is there.
 *
 * @param file the link, or between two storages the memory itself; absent before the first start
 */
record ConfiguratorMemory(Path file) {
    private static final String CONFIGURATOR = "org.apache.felix.configurator";
    private static final String STATE = "state.ser";

    /** Brings it out of the storage, which may be cleared then. */
    void bringOut() throws IOException {
        if (Files.exists(file)) {
            replace(Files.copy(file, other(), StandardCopyOption.REPLACE_EXISTING));
        } else {
            Files.deleteIfExists(file);
        }
    }

    /** Gives it to the bundle, if that is the Configurator: before it starts, and once for each storage. */
    void giveTo(Bundle bundle) throws IOException {
        if (!bundle.getSymbolicName().equals(CONFIGURATOR)) {
            return;
        }
        Path state = bundle.getDataFile(STATE).toPath();
        if (Files.exists(file)) {
            Files.copy(file, state);
        }
        Files.deleteIfExists(other());
        // relative, for a data directory that is moved
        replace(Files.createSymbolicLink(other(), file.getParent().relativize(state)));
    }

    private Path other() {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private void replace(Path replacement) throws IOException {
        Files.move(replacement, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

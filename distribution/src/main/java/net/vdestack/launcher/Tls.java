package net.vdestack.launcher;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The certificate that is served. Has a new one served when the operator's files have changed, and warns of one that
 * nobody renews. Files that cannot be used are logged, and the certificate before them stays.
 */
final class Tls implements Runnable {
    private static final Logger LOGGER = System.getLogger(Tls.class.getName());
    private static final long PAUSE_MILLIS = 1000;
    private static final Duration NOTICE = Duration.ofDays(14);
    private static final Duration REMINDER = Duration.ofDays(1);

    private final TlsFiles files;
    private final TlsKeyStore store;
    private final InstantSource clock;
    private TlsIdentity served;
    /** The files as they were used last, and as the last look has seen them. */
    private List<Stamp> taken;

    private List<Stamp> seen;
    /** Why those that were seen last cannot be used. */
    private Optional<String> trouble = Optional.empty();

    private Instant nextReminder = Instant.MIN;

    private Tls(TlsFiles files, TlsIdentity served, TlsKeyStore store, InstantSource clock) {
        this.files = files;
        this.served = served;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Begins with what the files are now.
     *
     * @throws LaunchException if they cannot be used
     */
    static Tls open(TlsFiles files, DataDirectory data, InstantSource clock) throws IOException, LaunchException {
        TlsIdentity identity = files.read();
        return new Tls(files, identity, TlsKeyStore.create(data, identity), clock);
    }

    /** With which the HTTP server uses it, and serves nothing without. */
    Map<String, String> properties() {
        return store.properties();
    }

    /** The hosts that it is for. */
    List<String> names() {
        return served.names();
    }

    /** Looks, every second, as long as the process lives. */
    @Override
    public void run() {
        try {
            while (true) {
                look();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes in what has changed and is at rest: of a pair, one file comes before the other. */
    void look() {
        List<Stamp> now = stamps();
        boolean atRest = now.equals(seen);
        seen = now;
        if (atRest && !now.equals(taken) && renew()) {
            taken = now;
        }
        remind();
    }

    /** Empty if one of them is not there, which whoever reads them will tell. */
    private List<Stamp> stamps() {
        try {
            return List.of(Stamp.of(files.certificate()), Stamp.of(files.key()));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What is wrong with files need not be in them, but in their mode: they are tried until they can be used. */
    private boolean renew() {
        try {
            renew(files.read());
            trouble = Optional.empty();
            return true;
        } catch (LaunchException e) {
            complain(e.getMessage());
        } catch (IOException e) {
            complain(LaunchException.reason(e));
        }
        return false;
    }

    private void renew(TlsIdentity found) throws IOException, LaunchException {
        if (found.equals(served)) {
            return;
        }
        if (!found.end().isAfter(clock.instant())) {
            throw LaunchException.failed(files.certificate() + " has expired on " + found.end());
        }
        store.keep(found);
        served = found;
        nextReminder = Instant.MIN;
        LOGGER.log(
                Level.INFO, "serves the new certificate of {0}, which ends on {1}", files.certificate(), found.end());
    }

    /** Once for as long as it is the same. */
    private void complain(String reason) {
        if (!trouble.equals(Optional.of(reason))) {
            trouble = Optional.of(reason);
            LOGGER.log(Level.ERROR, "goes on with the former certificate: {0}", reason);
        }
    }

    /** It is served all the same: to refuse would end stacks, or keep them from starting, over it. */
    private void remind() {
        Instant now = clock.instant();
        if (now.isBefore(nextReminder) || now.isBefore(served.end().minus(NOTICE))) {
            return;
        }
        nextReminder = now.plus(REMINDER);
        LOGGER.log(
                Level.WARNING,
                "the certificate {0} {1} on {2}: put a new one in its place, no restart is needed",
                files.certificate(),
                now.isBefore(served.end()) ? "ends" : "has expired",
                served.end());
    }
}

package net.vdestack.forwarder.link;

import java.util.Objects;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides when a link tries to open its network in the background: at once when a provider comes that has not been
 * tried, and after growing pauses while the network cannot be reached. One attempt counts at a time. All of it is
 * called with the link's lock.
 */
final class Search {
    private final Supplier<Attachment> attachments;
    private final ObjIntConsumer<Attachment> opening;
    /** What is being opened, or will be after a pause; null when nothing is. */
    private Attachment coming;
    /**
     * The last attachment, or attempt at one, while there is none. Another try is worth while when its providers
     * change.
     */
    private Attachment missed;

    /** Which one counts, or has led to what is attached. */
    private int attempt;

    /**
     * @param attachments makes connections to the link's network, not yet opened
     * @param opening has one opened after the pause for this attempt, by another thread
     */
    Search(Supplier<Attachment> attachments, ObjIntConsumer<Attachment> opening) {
        this.attachments = attachments;
        this.opening = opening;
    }

    /** Begins with an attempt that somebody else makes, and returns what is to be opened for it. */
    Attachment begin() {
        giveUp();
        attempt = 0;
        coming = attachments.get();
        return coming;
    }

    /** Has an attempt made, in place of one that may be under way. Attempt 0 is made at once. */
    void begin(int number) {
        Attachment next = begin();
        attempt = number;
        opening.accept(next, number);
    }

    /** The same unless one is under way. */
    void beginIfIdle(int number) {
        if (coming == null) {
            begin(number);
        }
    }

    /** Whether this is the attempt that counts. */
    boolean wants(Attachment next) {
        return coming == next;
    }

    void giveUp() {
        if (coming != null) {
            coming.abandon();
            coming = null;
        }
    }

    /** What was attached is lost. If it has been of no use, that was one more attempt in vain. */
    void lost(boolean useful) {
        beginIfIdle(useful ? 1 : attempt + 1);
    }

    /** Something is attached. If a better provider has come meanwhile, the search goes on. */
    void attached(Attachment attachment) {
        if (coming == attachment) {
            coming = null;
        } else {
            attempt = 0;
        }
        giveUp();
        missed = null;
        if (!attachment.isCurrent()) {
            begin(0);
        }
    }

    /** This is attached no more. */
    void detached(Attachment before) {
        missed = before;
    }

    /** Whether the link was attached before, and is not. */
    boolean hasMissed() {
        return missed != null;
    }

    /** The attempt that counts has failed, and the link stays with what it has. */
    void failedToImprove() {
        coming = null;
    }

    /** The attempt that counts has failed, and the link has nothing. */
    void failed(int number, Throwable failure) {
        missed = coming;
        coming = null;
        if (!(failure instanceof IllegalArgumentException)) {
            begin(number + 1);
        }
        // else it cannot become right until another provider comes
    }

    /**
     * Another provider, or none, is the best of a scheme now.
     *
     * @param attachment what the link has; may be null
     */
    void providerChanged(String scheme, Attachment attachment) {
        boolean matters =
                Stream.of(attachment, coming, missed).filter(Objects::nonNull).anyMatch(each -> each.asked(scheme));
        if (!matters) {
            return;
        }
        if (attachment != null && attachment.isCurrent()) {
            giveUp();
        } else if (coming == null || !coming.isCurrent()) {
            begin(0);
        }
    }
}

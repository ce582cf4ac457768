package net.vdestack.benchmarks.contest;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** A contestant with its session. One whose session breaks gets another, once for each measurement. */
final class Entrant implements Closeable {
    private final Contestant contestant;
    private Session session;

    private Entrant(Contestant contestant, Session session) {
        this.contestant = contestant;
        this.session = session;
    }

    static Entrant of(Contestant contestant) throws IOException, InterruptedException {
        return new Entrant(contestant, contestant.open());
    }

    String name() {
        return contestant.name();
    }

    Map<String, Double> take(Measurement measurement) throws IOException, InterruptedException {
        try {
            return measurement.take(session);
        } catch (IOException e) {
            System.out.println("once more, for " + name() + " failed: " + e.getMessage());
        }
        session.close();
        session = contestant.open();
        return measurement.take(session);
    }

    @Override
    public void close() {
        session.close();
    }
}

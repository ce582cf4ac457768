package net.vdestack.benchmarks.end;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;

/**
 * A program: ends of measurements in stacks of this project. The Java twin of {@code ends.c}, which says what the lines
 * on standard input and output are. Others are {@code 0 stack LOCATOR MTU CONFIGURATION}, MTU 0 being the network's
 * own; {@code 0 crowd COUNT LOCATOR}, which makes idle stacks, and {@code 0 heap}.
 */
public final class StackEnd {
    private static final int ENDS = 2;

    private final Place[] places = new Place[ENDS];

    private StackEnd() {}

    public static void main(String[] args) throws IOException {
        StackEnd end = new StackEnd();
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                end.start(List.of(line.split(" ")));
            }
        }
        for (Place place : end.places) {
            if (place != null) {
                place.stack().close();
            }
        }
        // whatever a measurement that was broken off has left
        System.exit(0);
    }

    private void start(List<String> words) {
        int number = Integer.parseInt(words.get(0));
        Job job = new Job(number, words.subList(1, words.size()));
        if (job.command().equals("stack")) {
            run(job);
            return;
        }
        Thread thread = new Thread(() -> run(job), "end-" + number + "-" + job.command());
        thread.setDaemon(true);
        thread.start();
    }

    /** A measurement that failed is none: the program ends. */
    private void run(Job job) {
        try {
            if (job.command().equals("stack")) {
                places[job.end()] = Place.open(job);
                return;
            }
            Place place = places[job.end()];
            switch (job.command()) {
                case "tcp-receive" -> Streams.receive(place, job);
                case "tcp-send" -> Streams.send(place, job);
                case "udp-receive" -> Datagrams.receive(place, job);
                case "udp-send" -> Datagrams.send(place, job);
                case "echo" -> RoundTrips.echo(place, job);
                case "ping" -> RoundTrips.ping(place, job);
                case "sockets" -> Costs.sockets(place, job);
                case "create" -> Costs.create(job);
                case "crowd" -> Crowd.make(job);
                case "heap" -> Crowd.tellHeap(job);
                default -> throw new IllegalArgumentException("unknown command '" + job.command() + "'");
            }
        } catch (Exception e) {
            job.say("error " + job.command() + ": " + e);
            e.printStackTrace();
            System.exit(1);
        }
    }
}

package net.vdestack.launcher;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command line.
 *
 * @param purpose what is asked for
 * @param port where HTTP is to be served; 0 for any free one
 * @param bind the address to serve HTTP on
 * @param data the data directory
 * @param demo whether the demo is to run
 * @param console whether commands are to be taken from standard input
 */
record Options(Purpose purpose, int port, InetAddress bind, Path data, boolean demo, boolean console) {
    /** What a command line asks for. */
    enum Purpose {
        RUN,
        HELP,
        VERSION
    }

    static final String USAGE = """
            usage: vdestack [--port N] [--bind ADDR] [--data DIR] [--no-demo] [--console]
                   vdestack --help | --version

              --port N      serve HTTP on this port (8181); 0 takes a free one
              --bind ADDR   on this address (127.0.0.1); others than loopback take TLS
              --data DIR    keep data in DIR ('data' beside 'bin'); one vdestack for each
              --no-demo     without the demo's two stacks
              --console     then take commands from standard input, such as 'help stack:create';
                            its end, or 'exit', ends the platform

            prints 'READY URL' when all is up; SIGTERM and Ctrl-C end it.
            VDESTACK_JAVA_OPTS holds options for the JVM, JAVA_HOME names it.
            """;

    private static final int DEFAULT_PORT = 8181;
    private static final int MAX_PORT = 65535;

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    /** Nothing else is given to the resolver, which would ask the network. */
    private static final Pattern ADDRESS =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    /** What {@code ::} stands for. */
    private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+(:|$)");

    /**
     * Reads a command line; of an option that is given twice, the last counts.
     *
     * @param defaultData the data directory unless one is given
     * @throws LaunchException naming the word that cannot be used
     */
    static Options parse(List<String> words, Path defaultData) throws LaunchException {
        Purpose purpose = Purpose.RUN;
        int port = DEFAULT_PORT;
        InetAddress bind = address("127.0.0.1");
        Path data = defaultData;
        boolean demo = true;
        boolean console = false;
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String option = rest.remove();
            switch (option) {
                case "--port" -> port = port(value(option, rest));
                case "--bind" -> bind = address(value(option, rest));
                case "--data" -> data = directory(value(option, rest));
                case "--no-demo" -> demo = false;
                case "--console" -> console = true;
                case "--help", "-h" -> purpose = Purpose.HELP;
                case "--version" -> purpose = Purpose.VERSION;
                default -> throw LaunchException.misused("unknown option '" + option + "'");
            }
        }
        return new Options(purpose, port, bind, data, demo, console);
    }

    /**
     * What takes part in a network needs TLS.
     *
     * @param tls whether there is
     * @throws LaunchException if the address is not a loopback one, and there is none
     */
    void requireTlsBeyondLoopback(boolean tls) throws LaunchException {
        if (!tls && !bind.isLoopbackAddress()) {
            throw LaunchException.misused("--bind " + bind.getHostAddress() + ": only a loopback address, such as"
                    + " 127.0.0.1, can be served without TLS; give it a certificate (docs/security.md), or use a tunnel"
                    + " from elsewhere: ssh -L 8181:127.0.0.1:8181 THIS-HOST");
        }
    }

    /**
     * The address as URLs have it. In the place of {@code 0.0.0.0} there is another way to write it, for which the HTTP
     * server tells the address itself and not those of the interfaces, which may be none.
     */
    String host() {
        String text = bind.getHostAddress();
        if (bind instanceof Inet6Address) {
            return "[" + ZEROS.matcher(text).replaceFirst("::") + "]";
        }
        return bind.isAnyLocalAddress() ? "[::ffff:" + text + "]" : text;
    }

    /** A URL with that host, as it is of use on this machine: all addresses are none to go to. */
    String reachable(String url) {
        if (!bind.isAnyLocalAddress()) {
            return url;
        }
        return url.replace(host(), bind instanceof Inet6Address ? "[::1]" : "127.0.0.1");
    }

    private static String value(String option, Deque<String> rest) throws LaunchException {
        if (rest.isEmpty() || rest.peek().startsWith("--") || rest.peek().equals("-h")) {
            throw LaunchException.misused(option + " lacks its value");
        }
        return rest.remove();
    }

    private static int port(String word) throws LaunchException {
        if (word.matches("[0-9]{1,5}") && Integer.parseInt(word) <= MAX_PORT) {
            return Integer.parseInt(word);
        }
        throw LaunchException.misused("--port '" + word + "' is no port: 0 to " + MAX_PORT + " are");
    }

    private static InetAddress address(String word) throws LaunchException {
        try {
            if (word.equals("localhost")) {
                return InetAddress.getLoopbackAddress();
            }
            if (ADDRESS.matcher(word).matches()) {
                return InetAddress.getByName(word);
            }
        } catch (UnknownHostException e) {
            // said below
        }
        throw LaunchException.misused("--bind '" + word + "' is no IP address");
    }

    private static Path directory(String word) throws LaunchException {
        try {
            if (!word.isEmpty()) {
                return Path.of(word).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw LaunchException.misused("--data '" + word + "' is no directory's name");
    }
}

package com.example.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.vdestack.api.forwarding.spi.Locator;
import net.vdestack.api.forwarding.spi.LocatorParameters;

/**
 * Who listens at the other end.
 *
 * @param host its name or address
 * @param port from 1 to 65535
 */
record Peer(String host, int port) {
    /** An IPv6 address is in brackets. */
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]:]+)):([0-9]{1,5})");

    private static final int MAX_PORT = 65535;

    /**
     * Reads a locator.
     *
     * @throws IllegalArgumentException naming what is not usable
     */
    static Peer parse(Locator network) {
        String address = LocatorParameters.parse(network, List.of()).address();
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw unusable(network, "'" + address + "' is no address");
        }
        int port = Integer.parseInt(parts.group(3));
        if (port < 1 || port > MAX_PORT) {
            throw unusable(network, "port '" + port + "' must be a number from 1 to " + MAX_PORT);
        }
        return new Peer(parts.group(parts.group(1) != null ? 1 : 2), port);
    }

    private static IllegalArgumentException unusable(Locator network, String reason) {
        return new IllegalArgumentException("network '" + network + "': " + reason + "; write tcp://HOST:PORT");
    }

    /** Connects, which takes as long as TCP tries, unless the thread is interrupted. */
    SocketChannel connect() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("unknown host '" + host + "'");
        }
        SocketChannel socket = SocketChannel.open();
        try {
            // a frame is not kept back until there are more
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // a peer that vanished without a word is noticed: tcp_keepalive_time in tcp(7)
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.connect(address);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            String reason =
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
            throw new IOException("cannot connect to " + host + " port " + port + ": " + reason, e);
        }
    }
}

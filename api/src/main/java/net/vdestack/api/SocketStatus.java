package net.vdestack.api;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * A socket that is open in a stack, whoever opened it, as {@code ss -tuan} shows it (ss(8), sock_diag(7)).
 *
 * @param protocol TCP or UDP
 * @param state of the connection, as ss writes it: {@code ESTAB}, {@code LISTEN}, {@code TIME-WAIT} …; {@code UNCONN}
 *     for a UDP socket without a peer
 * @param local its own address and port; the wildcard address and port 0 where it has none
 * @param remote its peer; empty without one
 * @param receiveQueue bytes received and not yet read; connections not yet accepted, if it listens
 * @param sendQueue bytes sent and not yet acknowledged; how many connections may wait, if it listens
 * @param user number of the user it belongs to
 * @param inode its number as in {@code /proc/PID/fd}; 0 if nobody has it open any more
 */
public record SocketStatus(
        Protocol protocol,
        String state,
        InetSocketAddress local,
        Optional<InetSocketAddress> remote,
        long receiveQueue,
        long sendQueue,
        long user,
        long inode) {
    /** What is spoken. */
    public enum Protocol {
        /** tcp(7). */
        TCP,
        /** udp(7). */
        UDP
    }

    public SocketStatus {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(remote, "remote");
    }
}

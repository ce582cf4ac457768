package net.vdestack.api;

/**
 * How many sockets of each kind are open in a stack, whoever opened them.
 *
 * @param tcpEstablished TCP connections in state ESTABLISHED
 * @param tcpListen listening TCP sockets
 * @param udp UDP sockets
 */
public record SocketCounts(long tcpEstablished, long tcpListen, long udp) {}

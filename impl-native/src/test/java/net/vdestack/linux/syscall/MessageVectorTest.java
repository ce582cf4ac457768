package net.vdestack.linux.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import net.vdestack.api.SocketAddresses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over UDP sockets of the loopback interface, where what was sent has arrived when the call returns. */
@Timeout(60)
class MessageVectorTest {
    private static final int ROOM = 64;
    private static final int COUNT = 4;

    private Fd sender;
    private Fd receiver;
    private InetSocketAddress from;
    private InetSocketAddress to;
    private NativeMemory memory;
    private MessageVector vector;

    @BeforeEach
    void open() throws Exception {
        sender = bound();
        receiver = bound();
        from = addressOf(sender);
        to = addressOf(receiver);
        memory = NativeMemory.allocate(COUNT * ROOM);
        vector = new MessageVector(COUNT);
    }

    @AfterEach
    void close() {
        vector.close();
        memory.close();
        sender.close();
        receiver.close();
    }

    private static Fd bound() throws Exception {
        Fd fd = Sockets.open(SocketAddresses.AF_INET, Sockets.SOCK_DGRAM, 0);
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Sockets.bind(fd.number(), SocketAddresses.encode(new InetSocketAddress(loopback, 0)), "loopback");
        return fd;
    }

    private static InetSocketAddress addressOf(Fd fd) throws Exception {
        ByteBuffer address = Sockets.addressBuffer();
        Sockets.localAddress(fd.number(), address);
        return SocketAddresses.decode(address, 0);
    }

    private void prepareToSend(int index, String text, InetSocketAddress address) {
        byte[] bytes = text.getBytes(UTF_8);
        memory.buffer().put(index * ROOM, bytes);
        vector.data(index, memory.address() + (long) index * ROOM, bytes.length);
        vector.nameLength(index, SocketAddresses.encode(address, vector.names(), vector.nameOffset(index)));
    }

    private void prepareToReceive(int room) {
        for (int i = 0; i < COUNT; i++) {
            vector.data(i, memory.address() + (long) i * ROOM, room);
            vector.nameLength(i, MessageVector.NAME_SIZE);
        }
    }

    private String text(int index) {
        byte[] bytes = new byte[vector.received(index)];
        memory.buffer().get(index * ROOM, bytes);
        return new String(bytes, UTF_8);
    }

    @Test
    void carriesManyDatagramsWithTheirAddresses() {
        prepareToSend(0, "one", to);
        prepareToSend(1, "", to);
        prepareToSend(2, "three", to);
        assertThat(vector.send(sender.number(), 0, 3)).isEqualTo(3);

        prepareToReceive(ROOM);
        assertThat(vector.receive(receiver.number(), COUNT)).isEqualTo(3);

        assertThat(text(0)).isEqualTo("one");
        assertThat(text(1)).isEmpty();
        assertThat(text(2)).isEqualTo("three");
        for (int i = 0; i < 3; i++) {
            assertThat(SocketAddresses.decode(vector.names(), vector.nameOffset(i)))
                    .isEqualTo(from);
            assertThat(vector.truncated(i)).isFalse();
        }
        assertThat(vector.receive(receiver.number(), COUNT)).isEqualTo(-Errno.EAGAIN.number());
    }

    @Test
    void sendsAndReceivesNoMoreThanAskedFor() {
        for (int i = 0; i < COUNT; i++) {
            prepareToSend(i, "number " + i, to);
        }
        assertThat(vector.send(sender.number(), 2, 2)).isEqualTo(2);

        prepareToReceive(ROOM);
        assertThat(vector.receive(receiver.number(), 1)).isOne();
        assertThat(text(0)).isEqualTo("number 2");
        assertThat(vector.receive(receiver.number(), COUNT)).isOne();
        assertThat(text(0)).isEqualTo("number 3");
    }

    @Test
    void saysWhichDatagramsDidNotFit() {
        prepareToSend(0, "0123456789", to);
        prepareToSend(1, "01234567", to);
        vector.send(sender.number(), 0, 2);

        prepareToReceive(8);
        assertThat(vector.receive(receiver.number(), COUNT)).isEqualTo(2);

        assertThat(vector.truncated(0)).isTrue();
        assertThat(vector.received(0)).isEqualTo(8);
        assertThat(vector.truncated(1)).isFalse();
        assertThat(text(1)).isEqualTo("01234567");
    }

    @Test
    void stopsBeforeTheFirstDatagramThatCannotBeSent() {
        InetSocketAddress portless = new InetSocketAddress(to.getAddress(), 0);
        prepareToSend(0, "sent", to);
        prepareToSend(1, "not sent", portless);
        prepareToSend(2, "not reached", to);

        assertThat(vector.send(sender.number(), 0, 3)).isOne();
        assertThat(vector.send(sender.number(), 1, 2)).isEqualTo(-Errno.EINVAL.number());

        prepareToReceive(ROOM);
        assertThat(vector.receive(receiver.number(), COUNT)).isOne();
        assertThat(text(0)).isEqualTo("sent");
    }

    @Test
    void needsNoAddressOnAConnectedSocket() {
        assertThat(Sockets.tryConnect(sender.number(), SocketAddresses.encode(to)))
                .isZero();
        prepareToSend(0, "connected", to);
        vector.nameLength(0, 0);

        assertThat(vector.send(sender.number(), 0, 1)).isOne();

        prepareToReceive(ROOM);
        assertThat(vector.receive(receiver.number(), COUNT)).isOne();
        assertThat(text(0)).isEqualTo("connected");
    }

    @Test
    void returnsErrorsAsNumbers() {
        prepareToReceive(ROOM);

        assertThat(vector.capacity()).isEqualTo(COUNT);
        assertThat(vector.receive(1_000_000, COUNT)).isEqualTo(-Errno.EBADF.number());
        assertThat(vector.send(1_000_000, 0, COUNT)).isEqualTo(-Errno.EBADF.number());
    }

    private void addPieces(MessageVector pieces, int message, String... texts) {
        pieces.beginMessage(message);
        pieces.nameLength(message, SocketAddresses.encode(to, pieces.names(), pieces.nameOffset(message)));
        for (String text : texts) {
            byte[] bytes = text.getBytes(UTF_8);
            // each behind a gap
            int at = COUNT * ROOM - 1 - pieces.roomForPieces() * 8;
            memory.buffer().put(at, bytes);
            pieces.addPiece(message, memory.address() + at, bytes.length);
        }
    }

    @Test
    void gathersTheirPieces() throws Exception {
        try (MessageVector pieces = new MessageVector(COUNT, 7)) {
            for (int round = 0; round < 2; round++) {
                pieces.begin();
                assertThat(pieces.roomForPieces()).isEqualTo(7);
                addPieces(pieces, 0, "one");
                addPieces(pieces, 1);
                addPieces(pieces, 2, "t", "wo", "", "!");
                addPieces(pieces, 3, "three", "3");
                assertThat(pieces.roomForPieces()).isZero();

                assertThat(pieces.send(sender.number(), 0, 4)).isEqualTo(4);

                prepareToReceive(ROOM);
                assertThat(vector.receive(receiver.number(), COUNT)).isEqualTo(4);
                assertThat(text(0)).isEqualTo("one");
                assertThat(text(1)).isEmpty();
                assertThat(text(2)).isEqualTo("two!");
                assertThat(text(3)).isEqualTo("three3");
            }
        }
    }

    private void sendRunAndOne(MessageVector runs) {
        runs.begin();
        addPieces(runs, 0, "aaaa", "bbbb", "cc");
        runs.segmentSize(0, 4);
        addPieces(runs, 1, "dddd");
        assertThat(runs.send(sender.number(), 0, 2)).isEqualTo(2);
    }

    /** On a kernel that knows both, as all do that we run on: udp(7). */
    @Test
    void takesAMessageApartAndTellsOfThoseThatAreMany() throws Exception {
        int solUdp = 17;
        int udpGro = 104;
        try (MessageVector runs = new MessageVector(2, 8)) {
            sendRunAndOne(runs);

            prepareToReceive(ROOM);
            assertThat(vector.receive(receiver.number(), COUNT)).isEqualTo(4);
            assertThat(text(1)).isEqualTo("bbbb");
            assertThat(text(2)).isEqualTo("cc");
            assertThat(text(3)).isEqualTo("dddd");
            assertThat(vector.receivedSegmentSize(0)).isZero();

            Sockets.setOption(receiver.number(), solUdp, udpGro, 1);
            sendRunAndOne(runs);
            prepareToReceive(ROOM);
            for (int i = 0; i < COUNT; i++) {
                vector.wantSegmentSize(i);
            }
            assertThat(vector.receive(receiver.number(), COUNT)).isEqualTo(2);
            assertThat(text(0)).isEqualTo("aaaabbbbcc");
            assertThat(vector.receivedSegmentSize(0)).isEqualTo(4);
            assertThat(text(1)).isEqualTo("dddd");
            assertThat(vector.receivedSegmentSize(1)).isZero();

            // a message that was begun anew is one datagram
            runs.begin();
            addPieces(runs, 0, "aaaa", "bbbb");
            assertThat(runs.send(sender.number(), 0, 1)).isOne();
            prepareToReceive(ROOM);
            assertThat(vector.receive(receiver.number(), COUNT)).isOne();
            assertThat(text(0)).isEqualTo("aaaabbbb");
        }
    }
}

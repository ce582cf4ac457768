package net.vdestack.linux.syscall;

import java.io.IOException;

/**
 * epoll(7) as a way to make one pollable descriptor of several. Level-triggered, for reading; hang-ups and errors
 * count.
 *
 * <p>Any thread may add and remove; one at a time looks which descriptors are {@linkplain #ready() ready}.
 */
public final class Epoll implements AutoCloseable {
    /** How many are told at once. */
    private static final int CAPACITY = 64;

    private final Fd fd;
    private final EpollEvents change = new EpollEvents(1);
    private final EpollEvents ready = new EpollEvents(CAPACITY);

    private Epoll(Fd fd) {
        this.fd = fd;
    }

    /** One that is readable when any of the descriptors is. */
    public static Epoll of(int... descriptors) throws IOException {
        Epoll epoll = new Epoll(EpollEvents.create());
        try {
            for (int descriptor : descriptors) {
                epoll.add(descriptor);
            }
        } catch (IOException e) {
            epoll.close();
            throw e;
        }
        return epoll;
    }

    /** Watches a descriptor, too, until it is removed or closed. */
    public void add(int descriptor) throws IOException {
        control(EpollEvents.EPOLL_CTL_ADD, descriptor);
    }

    /** Watches a descriptor no more. */
    public void remove(int descriptor) throws IOException {
        control(EpollEvents.EPOLL_CTL_DEL, descriptor);
    }

    private synchronized void control(int operation, int descriptor) throws IOException {
        Syscalls.check(change.control(fd, operation, descriptor, PollSet.POLLIN, descriptor), "epoll_ctl");
    }

    /** epoll_wait(2) without waiting: how many descriptors are ready, at most {@value #CAPACITY} of them. */
    public int ready() throws IOException {
        return ready.await(fd, 0);
    }

    /** One of the descriptors that were ready. It may have been closed since, by its owner's own doing. */
    public int ready(int index) {
        return (int) ready.data(index);
    }

    /** The descriptor to poll, borrowed. */
    public int number() {
        return fd.number();
    }

    @Override
    public void close() {
        fd.close();
    }
}

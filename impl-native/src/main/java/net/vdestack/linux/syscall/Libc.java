package net.vdestack.linux.syscall;

import com.sun.jna.Native;

/**
 * The C library, by the names of its manual pages. Ints and pointers, no logic: a negative result means that
 * {@link Native#getLastError} holds errno until this thread's next call.
 *
 * <p>Pointers are {@code long}s: direct mapping passes them without creating an object.
 */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int open(long path, int flags, int mode);

    static native int close(int fd);

    static native long read(int fd, long buffer, long count);

    static native long write(int fd, long buffer, long count);

    static native long writev(int fd, long vectors, int count);

    static native int ioctl(int fd, long request, long argument);

    static native int fcntl(int fd, int command, long argument);

    static native int dup3(int from, int to, int flags);

    static native int pipe2(long descriptors, int flags);

    static native int poll(long descriptors, long count, int timeoutMillis);

    static native int eventfd(int initial, int flags);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, long event);

    static native int epoll_wait(int epoll, long events, int count, int timeoutMillis);

    static native int setns(int fd, int type);

    static native int unshare(int flags);

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native int connect(int fd, long address, int length);

    static native int listen(int fd, int backlog);

    static native int accept4(int fd, long address, long length, int flags);

    static native int getsockname(int fd, long address, long length);

    static native int getpeername(int fd, long address, long length);

    static native int getsockopt(int fd, int level, int name, long value, long length);

    static native int setsockopt(int fd, int level, int name, long value, int length);

    static native int shutdown(int fd, int how);

    static native long sendto(int fd, long data, long length, int flags, long address, int addressLength);

    static native long recvfrom(int fd, long data, long length, int flags, long address, long addressLength);

    static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

    static native int sendmmsg(int fd, long messages, int count, int flags);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native int geteuid();

    static native int getegid();

    static native int getgrnam_r(long name, long group, long buffer, long size, long result);

    static native long syscall(long number, long first, long second, long third, long fourth);
}

package net.vdestack.api;

import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A private TCP/IP stack: a Linux network namespace with loopback and links of its own.
 *
 * <p>The openers return ordinary JDK channels and sockets. Each belongs to the stack in which it was opened for its
 * whole life, whatever thread uses it, and works with any selector, library and thread. What a server channel of the
 * stack accepts belongs to the stack too.
 *
 * <p>Every method may be called from any thread, virtual threads included. Failures of the kernel or a network are
 * {@link IOException}s, mostly {@link SyscallException}; unusable arguments are {@link IllegalArgumentException}s
 * naming the value; every method but {@link #name}, {@link #uid}, {@link #createdAt}, {@link #state}, {@link #mode},
 * {@link #spec} and {@link #close} throws {@link IllegalStateException} once the stack is closed.
 */
@ProviderType
public interface NetworkStack extends Closeable {
    /** The name it was created with, or the generated one. */
    String name();

    /** Tells it from all others, of its name too: new with each creation; an update or a restart does not change it. */
    UUID uid();

    /** When it was created, to the millisecond. An update or a restart does not change it. */
    Instant createdAt();

    /** Where it is in its life. */
    StackState state();

    /** How this JVM makes namespaces. */
    StackMode mode();

    /** What was asked for, with later {@link #connect swaps} and {@link #configure configuration} taken in. */
    StackSpec spec();

    /** Its links as the kernel sees them now, in the order of the specification. */
    List<LinkStatus> links() throws IOException;

    /** Its routes as the kernel sees them now, IPv4 before IPv6: {@code ip route; ip -6 route}. */
    List<Route> routes() throws IOException;

    /** The TCP and UDP sockets open in it, whoever opened them: {@code ss -tuan}. */
    List<SocketStatus> sockets() throws IOException;

    /** Opens an unbound, unconnected TCP channel, as {@link SocketChannel#open()} does. */
    SocketChannel openSocketChannel() throws IOException;

    /** The same for one protocol family, as {@link SocketChannel#open(ProtocolFamily)}. */
    SocketChannel openSocketChannel(ProtocolFamily family) throws IOException;

    /** Opens an unbound TCP server channel, as {@link ServerSocketChannel#open()} does. */
    ServerSocketChannel openServerSocketChannel() throws IOException;

    /** The same for one protocol family, as {@link ServerSocketChannel#open(ProtocolFamily)}. */
    ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException;

    /** Opens an unbound UDP channel, as {@link DatagramChannel#open()} does. */
    DatagramChannel openDatagramChannel() throws IOException;

    /** The same for one protocol family, as {@link DatagramChannel#open(ProtocolFamily)}. */
    DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException;

    /**
     * Opens an asynchronous TCP channel.
     *
     * @param groupOrNull the group whose threads complete its operations; null for the library's own, of daemon threads
     */
    AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup groupOrNull) throws IOException;

    /**
     * Opens an asynchronous TCP server channel.
     *
     * @param groupOrNull the group whose threads complete its operations; null for the library's own, of daemon threads
     */
    AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(AsynchronousChannelGroup groupOrNull)
            throws IOException;

    /**
     * Makes {@link java.net.Socket}s of this stack, for libraries that ask for a factory. Host names are looked up by a
     * thread of the stack, so that the question leaves through the stack; the JDK's cache of answers is shared by all.
     */
    SocketFactory socketFactory();

    /** Makes {@link java.net.ServerSocket}s of this stack, for libraries that ask for a factory. */
    ServerSocketFactory serverSocketFactory();

    /**
     * Opens a socket of any kind, as {@code vde_msocket} of libvdestack: raw and ping ICMP, packet, netlink and others.
     *
     * @param domain an address family, such as AF_PACKET (17); see socket(2)
     * @param type a socket type, such as SOCK_RAW (3); flags may be added
     * @param protocol the protocol number, in the byte order that the family asks for
     */
    NativeSocket openSocket(int domain, int type, int protocol) throws IOException;

    /**
     * Makes threads that live in the stack: whatever opens sockets on them, opens them in the stack, and so do the
     * threads they start. They are interrupted when the stack is closed.
     *
     * <p>Do not start virtual threads or use common pools from such a thread: their carriers would stay in the stack.
     * What the JDK shares between all threads knows nothing of stacks: {@link java.net.HttpURLConnection} takes a
     * connection that it has kept alive for the next request to the same host, on whatever thread, unless the system
     * property {@code http.keepAlive} was set to {@code false} before the first.
     *
     * @throws UnsupportedOperationException in {@linkplain StackMode#BROKERED brokered} mode
     */
    ThreadFactory threadFactory();

    /**
     * Runs a task on a fresh thread of the stack while the caller waits. The thread has the caller's context class
     * loader. Interrupting the caller interrupts the task.
     *
     * @return what the task returns
     * @throws Exception what the task throws
     * @throws UnsupportedOperationException in {@linkplain StackMode#BROKERED brokered} mode
     */
    <T> T call(Callable<T> task) throws Exception;

    /** {@link #run(String, Duration)} without a limit of time. */
    CommandResult run(String commands) throws IOException;

    /**
     * Runs commands in the stack and waits for them, as {@code vde_stackcmd} of libvdestack.
     *
     * <p>Commands are separated by {@code ;} and split into words as a shell quotes, but no shell is involved. They run
     * in order and stop at the first that fails. They run as the user of the JVM with network capabilities alone, and
     * share a process space that ends with the stack: a daemon they leave behind runs on until the stack is closed, if
     * it does not write to the output that it inherited. This is no sandbox: they see the machine's files.
     *
     * @param commands such as {@code ip addr add 10.0.0.1/24 dev vde0; ip route}; relative names are looked up in
     *     /usr/local/sbin, /usr/local/bin, /usr/sbin, /usr/bin, /sbin and /bin
     * @param timeout how long all of them may take together; null for no limit
     * @return a result for each command tried; failing commands are results, not exceptions
     * @throws IllegalArgumentException if there is no command, or a quote is left open
     * @throws java.io.InterruptedIOException if the thread is interrupted; everything started has been killed then
     */
    CommandResult run(String commands, Duration timeout) throws IOException;

    /**
     * Runs commands as {@link #run(String, Duration)} does, and tells what they write as they write it.
     *
     * <p>The calling thread calls the listener, in order, before this method returns. It hears everything, also what is
     * too much for the result to keep. While it is busy, a command that writes has to wait once some 300 KiB wait for
     * the listener; its time runs on, and when that is over it is killed, and what no longer fits in is left out.
     *
     * @param timeout how long all of them may take together; null for no limit
     * @throws IOException if the listener throws it; everything started has been killed then, as with whatever else it
     *     throws
     * @throws java.io.InterruptedIOException if the thread is interrupted; everything started has been killed then
     */
    CommandResult run(CommandLine commands, Duration timeout, CommandListener listener) throws IOException;

    /**
     * Starts a command in the stack and returns at once. Its streams are the process's; {@link Process#destroy()} ends
     * it with all it has started.
     *
     * @param argv the command's words; the name is looked up as in {@link #run(String, Duration)}
     * @throws IOException if it cannot be started
     */
    Process start(List<String> argv) throws IOException;

    /**
     * Applies a configuration string, such as {@code eth,ip=10.0.0.1/24,gw=10.0.0.254}. Returns when links are up and
     * IPv6 addresses given have passed duplicate detection.
     *
     * <p>Addresses and gateways that a previous string gave to the same interface and this one does not name are taken
     * away; what commands configured stays.
     *
     * <p>In OSGi it is stored with the stack, and so is a {@link #connect swap}.
     *
     * @throws IllegalArgumentException for a word that is not known, a value that cannot be or an absent interface
     * @throws IOException if the kernel refuses or another node has an IPv6 address given; nothing has changed then
     */
    void configure(String config) throws IOException;

    /**
     * Plugs a link into another network, or into the same one anew. The interface, its addresses, routes and open
     * connections stay; the new network is open before the old one is left.
     *
     * <p>The interface keeps its MTU, too, be it more than what fits into the new network's underlay: then the underlay
     * splits frames, or they are dropped. A stack that is made anew of the same {@link #spec} takes the network's,
     * unless the link was given one.
     *
     * @throws IllegalArgumentException if there is no such link, or the locator is of no use
     * @throws IOException if the network cannot be opened; the link stays where it was
     */
    void connect(String link, String network) throws IOException;

    /** Counters of the links, and open sockets. */
    StackStatistics statistics() throws IOException;

    /**
     * Records what passes a link from now on, in both directions, and writes it as it comes, in the <a
     * href="https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/">pcapng</a> format of Wireshark and tcpdump.
     *
     * <p>Frames stand there as they pass the link's interface, whole, with a time, and with their direction from the
     * stack's point of view. One that was dropped has a comment that says why, such as {@code dropped: queueFull}.
     * Those that a network drops itself before they come to the link are in {@link #statistics} alone.
     *
     * <p>A thread of the library's own writes to the channel, the head at once, and may be blocked by it for as long as
     * it likes: the link does not wait. What does not fit into a queue of 4 MiB meanwhile is not dropped but missing in
     * the capture, which counts it: in {@code epb_dropcount} of the packet after the gap and, at the end, in
     * {@code isb_ifdrop} of the statistics.
     *
     * <p>The capture goes on when the link is given another network, or loses it. It ends when it is closed, when the
     * link is removed, its interface is deleted or the stack is closed, in OSGi also when the bundle that began it
     * stops or {@linkplain #close closes} the stack, or the forwarder side goes, and when the channel fails, which is
     * logged. However it ends, it closes the channel. What was recorded is written before, with statistics, as far as
     * the channel takes it: within 2 seconds, or half a second if the link ends. A link may have several captures at a
     * time.
     *
     * @param pcapng where to; the capture's from now on, unless this method fails. One around a stream that buffers has
     *     to flush it at each write, for packets to be seen at once
     * @return closes the capture, and waits until all is written; idempotent
     * @throws IllegalArgumentException if there is no such link
     * @throws IOException if the link is gone, its forwarder side is away, or the channel is closed
     */
    Closeable capture(String link, WritableByteChannel pcapng) throws IOException;

    /**
     * Ends the stack: closes its sockets, ends its processes, interrupts its threads, removes its links and lets go of
     * the namespace. Returns within 5 seconds; what still pins the namespace then is logged. Idempotent. Links of which
     * it is the {@linkplain StackSpec#underlay underlay} are disconnected, until there is a stack of its name again.
     *
     * <p>A stack attached with {@link StackSpec.Builder#netns} leaves the namespace itself as it was, and closes only
     * the sockets that its openers made.
     *
     * <p>In OSGi a stack is shared: this closes the sockets that the calling bundle has opened, ends its captures and
     * does nothing else, and the stack stays usable. So does the stopping of the bundle. The stack ends with
     * {@link StackRegistry#delete}.
     */
    @Override
    void close();
}

/*
 * The end of a measurement that is no JVM: sends, receives and answers in a network namespace, or in a stack of
 * libvdestack. It does what standard input says, a line each, and tells on standard output what came of it; both begin
 * with the number of the end that is meant:
 *
 *   0 netns PATH                                     0 ready NAMESPACE
 *   0 stack LOCATOR                                  0 ready NAMESPACE
 *   0 tcp-receive ADDRESS PORT FLOWS WARMUP WINDOW   0 listening, 0 begin, 0 end BYTES NANOSECONDS
 *   0 tcp-send ADDRESS PORT FLOWS                    0 end
 *   0 udp-receive ADDRESS PORT WARMUP WINDOW         0 listening, 0 begin, 0 end DATAGRAMS NANOSECONDS
 *   0 udp-send ADDRESS PORT TIME                     0 end
 *   0 echo ADDRESS PORT                              0 listening, 0 end
 *   0 ping ADDRESS PORT WARMUP WINDOW                0 begin, 0 end COUNT MINIMUM P50 P99 P99.9 MAXIMUM
 *   0 sockets COUNT                                  0 end IN-STACK PLAIN, medians
 *   0 create COUNT LOCATOR                           0 end OPEN CLOSE, medians; LOCATOR may be 'kernel'
 *   0 relay PATH PATH                                0 ready, then carries between a TAP in each namespace
 *
 * Times in commands are milliseconds, in answers nanoseconds. "0 error TEXT" says that it could not. Its Java
 * twin is net.vdestack.benchmarks.end.StackEnd: same lines, same buffers, same loops.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <vdestack.h>

enum {
    ENDS = 2,
    WORDS = 8,
    MAX_FLOWS = 64,
    MAX_ROUND_TRIPS = 1 << 20,
    SEND_BUFFER = 128 << 10,
    RECEIVE_BUFFER = 1 << 20,
    SMALL_MESSAGE = 64,
    SUPER_FRAME = 10 + 14 + 65535, /* behind a virtio header */
};

/* Where sockets are made. */
struct end {
    int netns; /* a descriptor; -1 for a stack */
    struct vdestack *stack;
};

/* One line of standard input. */
struct job {
    int end;
    int words;
    char *word[WORDS];
    char line[512];
};

/* One flow of a stream. */
struct flow {
    int fd;
    _Atomic uint64_t bytes;
    pthread_t thread;
};

static struct end ends[ENDS];

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void sleep_ms(long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&time, &time) < 0 && errno == EINTR)
        ;
}

/* A measurement that failed is none: ends the program. */
static _Noreturn void fail(const struct job *job, const char *what)
{
    dprintf(1, "%d error %s: %s: %s\n", job->end, job->word[0], what, strerror(errno));
    _exit(1);
}

static long number(const struct job *job, int word)
{
    if (word >= job->words) {
        errno = EINVAL;
        fail(job, "too few words");
    }
    return strtol(job->word[word], NULL, 10);
}

/* The address of words 1 and 2. */
static socklen_t address(const struct job *job, struct sockaddr_storage *storage)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;
    memset(storage, 0, sizeof *storage);
    in_port_t port = htons((uint16_t)number(job, 2));
    if (inet_pton(AF_INET, job->word[1], &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = port;
        return sizeof *v4;
    }
    if (inet_pton(AF_INET6, job->word[1], &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = port;
        return sizeof *v6;
    }
    errno = EINVAL;
    fail(job, job->word[1]);
}

/* A socket belongs to its namespace for life: only its maker has to be there. */
static int open_socket(const struct job *job, int family, int type)
{
    const struct end *end = &ends[job->end];
    int fd;
    if (end->stack) {
        fd = vde_msocket(end->stack, family, type | SOCK_CLOEXEC, 0);
    } else {
        static _Thread_local int inside = -1;
        if (inside != end->netns && setns(end->netns, CLONE_NEWNET) < 0)
            fail(job, "setns");
        inside = end->netns;
        fd = socket(family, type | SOCK_CLOEXEC, 0);
    }
    if (fd < 0)
        fail(job, "socket");
    return fd;
}

static int open_listener(const struct job *job, int backlog)
{
    struct sockaddr_storage local;
    socklen_t length = address(job, &local);
    int yes = 1;
    int fd = open_socket(job, local.ss_family, SOCK_STREAM);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&local, length) < 0 || listen(fd, backlog) < 0)
        fail(job, "listen");
    dprintf(1, "%d listening\n", job->end);
    return fd;
}

static int accept_one(const struct job *job, int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        fail(job, "accept");
    return fd;
}

static int open_connection(const struct job *job, int type)
{
    struct sockaddr_storage remote;
    socklen_t length = address(job, &remote);
    int fd = open_socket(job, remote.ss_family, type);
    if (connect(fd, (struct sockaddr *)&remote, length) < 0)
        fail(job, "connect");
    return fd;
}

static void *buffer(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory)
        abort();
    return memory;
}

static void make_end(const struct job *job)
{
    struct end *end = &ends[job->end];
    number(job, 1);
    if (strcmp(job->word[0], "netns") == 0) {
        end->netns = open(job->word[1], O_RDONLY | O_CLOEXEC);
        if (end->netns < 0)
            fail(job, job->word[1]);
        dprintf(1, "%d ready %s\n", job->end, job->word[1]);
        return;
    }
    end->stack = vde_addstack(job->word[1], NULL);
    if (!end->stack)
        fail(job, job->word[1]);
    /* libvdestack does not say which process the stack is: it is the parent of its commands */
    char command[64];
    snprintf(command, sizeof command, "/bin/sh -c 'echo %d ready /proc/$PPID/ns/net'", job->end);
    if (vde_stackcmd(end->stack, command) != 0)
        fail(job, command);
}

static void *receive_flow(void *argument)
{
    struct flow *flow = argument;
    char *data = buffer(RECEIVE_BUFFER);
    ssize_t n;
    while ((n = read(flow->fd, data, RECEIVE_BUFFER)) > 0)
        atomic_fetch_add_explicit(&flow->bytes, (uint64_t)n, memory_order_relaxed);
    free(data);
    return NULL;
}

static void *send_flow(void *argument)
{
    struct flow *flow = argument;
    char *data = buffer(SEND_BUFFER);
    /* ends when the receiver has had enough and closes */
    while (write(flow->fd, data, SEND_BUFFER) > 0)
        ;
    free(data);
    return NULL;
}

static uint64_t total(struct flow *flow, int flows)
{
    uint64_t bytes = 0;
    for (int i = 0; i < flows; i++)
        bytes += atomic_load_explicit(&flow[i].bytes, memory_order_relaxed);
    return bytes;
}

/* Waits, then tells how much a counter grew in the window. */
static void tell_growth(const struct job *job, struct flow *flow, int flows, long warmup, long window)
{
    sleep_ms(warmup);
    uint64_t began = now();
    uint64_t before = total(flow, flows);
    dprintf(1, "%d begin\n", job->end);
    sleep_ms(window);
    uint64_t after = total(flow, flows);
    dprintf(1, "%d end %llu %llu\n", job->end, (unsigned long long)(after - before),
        (unsigned long long)(now() - began));
}

static void start_flow(struct flow *flow, void *(*body)(void *))
{
    if (pthread_create(&flow->thread, NULL, body, flow) != 0)
        abort();
}

static void end_flows(struct flow *flow, int flows)
{
    for (int i = 0; i < flows; i++) {
        pthread_join(flow[i].thread, NULL);
        close(flow[i].fd);
    }
}

static int flows_of(const struct job *job)
{
    long flows = number(job, 3);
    if (flows < 1 || flows > MAX_FLOWS) {
        errno = EINVAL;
        fail(job, job->word[3]);
    }
    return (int)flows;
}

static void tcp_receive(const struct job *job)
{
    int flows = flows_of(job);
    long warmup = number(job, 4);
    long window = number(job, 5);
    struct flow flow[MAX_FLOWS] = {0};
    int listener = open_listener(job, flows);
    for (int i = 0; i < flows; i++) {
        flow[i].fd = accept_one(job, listener);
        start_flow(&flow[i], receive_flow);
    }
    close(listener);
    tell_growth(job, flow, flows, warmup, window);
    for (int i = 0; i < flows; i++)
        shutdown(flow[i].fd, SHUT_RDWR);
    end_flows(flow, flows);
}

static void tcp_send(const struct job *job)
{
    int flows = flows_of(job);
    struct flow flow[MAX_FLOWS] = {0};
    for (int i = 0; i < flows; i++)
        flow[i].fd = open_connection(job, SOCK_STREAM);
    for (int i = 0; i < flows; i++)
        start_flow(&flow[i], send_flow);
    end_flows(flow, flows);
    dprintf(1, "%d end\n", job->end);
}

static void *count_datagrams(void *argument)
{
    struct flow *flow = argument;
    char data[2048];
    while (recv(flow->fd, data, sizeof data, 0) > 0)
        atomic_fetch_add_explicit(&flow->bytes, 1, memory_order_relaxed);
    return NULL;
}

static void udp_receive(const struct job *job)
{
    long warmup = number(job, 3);
    long window = number(job, 4);
    struct sockaddr_storage local;
    socklen_t length = address(job, &local);
    struct flow flow = {0};
    flow.fd = open_socket(job, local.ss_family, SOCK_DGRAM);
    if (bind(flow.fd, (struct sockaddr *)&local, length) < 0)
        fail(job, "bind");
    dprintf(1, "%d listening\n", job->end);
    start_flow(&flow, count_datagrams);
    tell_growth(job, &flow, 1, warmup, window);
    /* wakes recv() */
    shutdown(flow.fd, SHUT_RDWR);
    end_flows(&flow, 1);
}

static void udp_send(const struct job *job)
{
    uint64_t until = now() + (uint64_t)number(job, 3) * 1000000;
    char data[SMALL_MESSAGE] = {0};
    int fd = open_connection(job, SOCK_DGRAM);
    while (now() < until)
        for (int i = 0; i < 64; i++)
            /* a full queue, or a receiver that is not there any more, is no reason to stop */
            (void)!send(fd, data, sizeof data, 0);
    close(fd);
    dprintf(1, "%d end\n", job->end);
}

static int transfer_all(ssize_t (*transfer)(int, char *), int fd, char *data)
{
    for (size_t done = 0; done < SMALL_MESSAGE;) {
        ssize_t n = transfer(fd, data + done);
        if (n <= 0)
            return 0;
        done += (size_t)n;
    }
    return 1;
}

static ssize_t read_some(int fd, char *data)
{
    return read(fd, data, SMALL_MESSAGE);
}

static ssize_t write_some(int fd, char *data)
{
    return write(fd, data, SMALL_MESSAGE);
}

static void no_delay(int fd)
{
    int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void echo(const struct job *job)
{
    char data[SMALL_MESSAGE];
    int listener = open_listener(job, 1);
    int fd = accept_one(job, listener);
    close(listener);
    no_delay(fd);
    while (transfer_all(read_some, fd, data) && transfer_all(write_some, fd, data))
        ;
    close(fd);
    dprintf(1, "%d end\n", job->end);
}

static int ascending(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static uint64_t percentile(const uint64_t *sorted, size_t count, double share)
{
    return sorted[(size_t)((double)(count - 1) * share)];
}

/* Tells count, minimum, p50, p99, p99.9 and maximum, in nanoseconds. */
static void ping(const struct job *job)
{
    long warmup = number(job, 3);
    long window = number(job, 4);
    char data[SMALL_MESSAGE] = {0};
    uint64_t *trips = buffer(MAX_ROUND_TRIPS * sizeof *trips);
    size_t count = 0;
    int fd = open_connection(job, SOCK_STREAM);
    no_delay(fd);
    uint64_t begin = now() + (uint64_t)warmup * 1000000;
    uint64_t end = begin + (uint64_t)window * 1000000;
    int begun = 0;
    uint64_t sent;
    while ((sent = now()) < end && count < MAX_ROUND_TRIPS) {
        if (!begun && sent >= begin) {
            begun = 1;
            dprintf(1, "%d begin\n", job->end);
            sent = now();
        }
        if (!transfer_all(write_some, fd, data) || !transfer_all(read_some, fd, data))
            fail(job, "the other end is gone");
        if (begun)
            trips[count++] = now() - sent;
    }
    close(fd);
    if (count == 0) {
        errno = ETIMEDOUT;
        fail(job, "no round trip");
    }
    qsort(trips, count, sizeof *trips, ascending);
    dprintf(1, "%d end %zu %llu %llu %llu %llu %llu\n", job->end, count, (unsigned long long)trips[0],
        (unsigned long long)percentile(trips, count, 0.5), (unsigned long long)percentile(trips, count, 0.99),
        (unsigned long long)percentile(trips, count, 0.999), (unsigned long long)trips[count - 1]);
    free(trips);
}

static uint64_t median(uint64_t *times, long count)
{
    qsort(times, (size_t)count, sizeof *times, ascending);
    return percentile(times, (size_t)count, 0.5);
}

static long count_of(const struct job *job)
{
    long count = number(job, 1);
    if (count < 1) {
        errno = EINVAL;
        fail(job, job->word[1]);
    }
    return count;
}

/* How long it takes to open a TCP socket in a stack, and plainly, by turns. */
static void sockets(const struct job *job)
{
    long count = count_of(job);
    uint64_t *inside = buffer((size_t)count * sizeof *inside);
    uint64_t *plain = buffer((size_t)count * sizeof *plain);
    for (long i = 0; i < count; i++) {
        uint64_t began = now();
        int fd = open_socket(job, AF_INET, SOCK_STREAM);
        inside[i] = now() - began;
        close(fd);
        began = now();
        fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        plain[i] = now() - began;
        close(fd);
    }
    dprintf(1, "%d end %llu %llu\n", job->end, (unsigned long long)median(inside, count),
        (unsigned long long)median(plain, count));
    free(inside);
    free(plain);
}

/* The TAP vde0 in the namespace that the thread is in. */
static int open_tap(const struct job *job, short flags)
{
    struct ifreq request = {.ifr_name = "vde0", .ifr_flags = (short)(IFF_TAP | IFF_NO_PI | flags)};
    int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (tap < 0 || ioctl(tap, TUNSETIFF, &request) < 0)
        fail(job, "TAP");
    return tap;
}

/* What the kernel asks for: a namespace, a TAP in it that is up, and an address. Returns the TAP. */
static int make_tap(const struct job *job)
{
    struct ifreq request = {.ifr_name = "vde0"};
    if (unshare(CLONE_NEWNET) < 0)
        fail(job, "unshare");
    int tap = open_tap(job, 0);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in *address = (struct sockaddr_in *)&request.ifr_addr;
    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(0x0a000001);
    if (ioctl(fd, SIOCSIFADDR, &request) < 0)
        fail(job, "address");
    request.ifr_flags = IFF_UP;
    if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        fail(job, "up");
    close(fd);
    return tap;
}

/* The same with libvdestack, over the network of word 2. */
static struct vdestack *make_stack(const struct job *job)
{
    struct vdestack *stack = vde_addstack(job->word[2], NULL);
    if (!stack || vde_stackcmd(stack, "/bin/ip address add 10.0.0.1/24 dev vde0") != 0 ||
        vde_stackcmd(stack, "/bin/ip link set vde0 up") != 0)
        fail(job, "stack");
    return stack;
}

/* How long it takes to make a stack with an address, and to end it. */
static void create(const struct job *job)
{
    long count = count_of(job);
    number(job, 2);
    int of_kernel = strcmp(job->word[2], "kernel") == 0;
    int here = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    uint64_t *opened = buffer((size_t)count * sizeof *opened);
    uint64_t *closed = buffer((size_t)count * sizeof *closed);
    for (long i = 0; i < count; i++) {
        uint64_t began = now();
        int tap = of_kernel ? make_tap(job) : -1;
        struct vdestack *stack = of_kernel ? NULL : make_stack(job);
        opened[i] = now() - began;
        began = now();
        if (stack)
            vde_delstack(stack);
        else if (close(tap) < 0 || setns(here, CLONE_NEWNET) < 0)
            fail(job, "setns");
        closed[i] = now() - began;
    }
    close(here);
    dprintf(1, "%d end %llu %llu\n", job->end, (unsigned long long)median(opened, count),
        (unsigned long long)median(closed, count));
    free(opened);
    free(closed);
}

/* One way of a relay. */
struct way {
    int from;
    int to;
};

static void *carry(void *argument)
{
    const struct way *way = argument;
    char *frame = buffer(SUPER_FRAME);
    ssize_t n;
    while ((n = read(way->from, frame, SUPER_FRAME)) > 0)
        /* a TAP that is down or full takes none */
        (void)!write(way->to, frame, (size_t)n);
    free(frame);
    return NULL;
}

/* The least that a switch of TAPs does: super-frames out of one, into the other, and nothing else. */
static void relay(const struct job *job)
{
    static struct way ways[2];
    number(job, 2);
    for (int i = 0; i < 2; i++) {
        int netns = open(job->word[1 + i], O_RDONLY | O_CLOEXEC);
        if (netns < 0 || setns(netns, CLONE_NEWNET) < 0)
            fail(job, job->word[1 + i]);
        close(netns);
        ways[i].from = ways[1 - i].to = open_tap(job, IFF_VNET_HDR);
        if (ioctl(ways[i].from, TUNSETOFFLOAD, (unsigned long)(TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6)) < 0)
            fail(job, "offloads");
    }
    for (int i = 0; i < 2; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, carry, &ways[i]) != 0)
            abort();
        pthread_detach(thread);
    }
    dprintf(1, "%d ready\n", job->end);
}

/* A stack is a child that goes on with the thread-local storage of its maker, so that must be the main thread. */
static const struct {
    const char *name;
    void (*run)(const struct job *);
    int on_main;
} commands[] = {
    {"netns", make_end, 1},
    {"stack", make_end, 1},
    {"tcp-receive", tcp_receive, 0},
    {"tcp-send", tcp_send, 0},
    {"udp-receive", udp_receive, 0},
    {"udp-send", udp_send, 0},
    {"echo", echo, 0},
    {"ping", ping, 0},
    {"sockets", sockets, 0},
    {"create", create, 1},
    {"relay", relay, 1},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int command_of(const struct job *job)
{
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, job->word[0]) == 0)
            return i;
    errno = EINVAL;
    fail(job, "unknown command");
}

static void *run(void *argument)
{
    struct job *job = argument;
    commands[command_of(job)].run(job);
    free(job);
    return NULL;
}

/* Returns null at the end of the input. */
static struct job *next_job(void)
{
    struct job *job = buffer(sizeof *job);
    if (!fgets(job->line, sizeof job->line, stdin)) {
        free(job);
        return NULL;
    }
    char *end = strtok(job->line, " \n");
    job->end = end ? atoi(end) : 0;
    while (job->words < WORDS && (job->word[job->words] = strtok(NULL, " \n")))
        job->words++;
    if (job->words == 0 || job->end < 0 || job->end >= ENDS) {
        fprintf(stderr, "ends: a line needs the number of an end, 0 or 1, and a command\n");
        exit(2);
    }
    return job;
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    struct job *job;
    while ((job = next_job())) {
        pthread_t thread;
        if (commands[command_of(job)].on_main)
            run(job);
        else if (pthread_create(&thread, NULL, run, job) == 0)
            pthread_detach(thread);
        else
            abort();
    }
    for (int i = 0; i < ENDS; i++)
        if (ends[i].stack)
            vde_delstack(ends[i].stack);
    return 0;
}

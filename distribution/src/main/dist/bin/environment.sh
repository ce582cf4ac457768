# What bin/vdestack, bin/vdestackctl and ./run need of the machine: a Java, and the right to make namespaces. To be sourced;
# says what is missing on standard error and exits.

fail() {
    printf '%s\n' "$@" | sed "s|^|${0##*/}: |" >&2
    exit 1
}

# Sets 'java' and 'java_version'.
find_java() {
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    command -v "$java" >/dev/null || fail "no '$java': install a JDK 17 or later, or set JAVA_HOME"
    # What lies beside it says the version; to ask it would take as long as a JVM takes to start.
    release=$(readlink -f "$(command -v "$java")")
    release=${release%/bin/java}/release
    java_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release" 2>/dev/null) || true
    [ -n "$java_version" ] || java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    [ "${java_version:-0}" -ge 17 ] ||
        fail "'$java' is Java ${java_version:-of an unknown version}: Java 17 or later is needed; set JAVA_HOME to one"
}

# Sets 'wrapper' to the words that give a program the right to make namespaces: none for whoever has it, and a user
# namespace for others.
find_wrapper() {
    wrapper=
    capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
    # CAP_SYS_ADMIN and CAP_NET_ADMIN
    needed=$((1 << 21 | 1 << 12))
    [ "$(id -u)" -ne 0 ] && [ $((0x$capabilities & needed)) -ne $needed ] || return 0

    wrapper='unshare --user --map-current-user --keep-caps'
    command -v unshare >/dev/null || fail "no 'unshare': install util-linux, or run this as root"
    # The second step is what a JVM does in there; some kernels allow the first alone.
    refusal=$(LC_ALL=C $wrapper unshare --net true 2>&1) && return 0
    case $refusal in
        *option*) fail "this 'unshare' is too old ($refusal): util-linux 2.35 or later is needed, or root" ;;
    esac
    fail "this user may not make namespaces ($refusal). One of these helps:" \
        "- let users have them:$(forbidding_settings)" \
        "- in a container, a seccomp profile that allows unshare(2) and mount(2)" \
        "- run this as root, or with the capabilities of systemd/vdestack.service"
}

# Prints the settings of this kernel that forbid user namespaces, as they should be.
forbidding_settings() {
    found=
    while read -r name forbidden remedy; do
        [ "$(cat "/proc/sys/$(echo "$name" | tr . /)" 2>/dev/null)" = "$forbidden" ] || continue
        found="$found 'sysctl $name=$remedy'"
    done <<SETTINGS
kernel.unprivileged_userns_clone 0 1
user.max_user_namespaces 0 10000
kernel.apparmor_restrict_unprivileged_userns 1 0
SETTINGS
    echo "${found:- none of the usual settings forbids it here; see docs/platform.md}"
}

# Says so, and returns 1, when links cannot be made; stacks with loopback alone can.
check_tun() {
    # Not to be opened where it is not: that would make a file of the name.
    if [ -c /dev/net/tun ]; then
        refusal=$({ : <>/dev/net/tun; } 2>&1) && return 0
    else
        refusal='no such device'
    fi
    echo "${0##*/}: /dev/net/tun: ${refusal##*: }: no stack can have a link. As root: 'modprobe tun' if it is missing," \
        "'chmod 0666 /dev/net/tun' if it is forbidden; in a container: '--device /dev/net/tun'" >&2
    return 1
}

# What ./verify and ./bench need of the machine: Debian packages and JDKs. To be sourced by a script that has 'fail'.

# Prints the JDKs of this machine that have a program in bin/, a version and a home on each line, oldest first.
jdks() {
    for home in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
        [ ! -L "$home" ] && [ -x "$home/bin/$1" ] || continue
        echo "$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null) $home"
    done | sort -un -k1,1
}

# Installs those of the packages that are missing; Maven and a JDK 17 to build with, too, if there is none.
install_packages() {
    command -v mvn >/dev/null || set -- "$@" maven
    [ -n "$(jdks javac | sed -n 's/^17 //p')" ] || set -- "$@" openjdk-17-jdk-headless
    missing=
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    echo "${0##*/}: installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >/dev/null || fail "apt-get update failed"
    # shellcheck disable=SC2086 # one word for each package
    apt-get install -y -q --no-install-recommends $missing >/dev/null || fail "could not install$missing"
}

# Sets JAVA_HOME to the JDK 17 to build with.
use_jdk_17() {
    JAVA_HOME=$(jdks javac | sed -n 's/^17 //p')
    export JAVA_HOME
}

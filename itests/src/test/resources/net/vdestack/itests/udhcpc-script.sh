#!/bin/sh
# What udhcpc runs when it has a lease, or has none any more.
set -eu
case $1 in
    deconfig)
        /bin/busybox ip -4 addr flush dev "$interface"
        ;;
    bound | renew)
        /bin/busybox ip addr replace "$ip/${mask:-24}" dev "$interface"
        [ -z "${router:-}" ] || /bin/busybox ip route replace default via "${router%% *}" dev "$interface"
        ;;
esac

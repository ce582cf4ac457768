/**
 * {@code vxlan://GROUP}: an Ethernet over UDP as the kernel and routers speak it (RFC 7348), and libvdeplug's plug of
 * that name.
 */
package net.vdestack.forwarder.vxlan;

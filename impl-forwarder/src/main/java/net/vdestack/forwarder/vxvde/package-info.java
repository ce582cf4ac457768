/**
 * {@code vxvde://GROUP}: a distributed switch over UDP multicast, on the wire the same as libvdeplug's.
 *
 * <p>Each frame travels behind a VXLAN header (RFC 7348, section 5). A frame for everybody, or for an address not seen
 * yet, goes to the group; others go straight to the node that was last heard to have the address. There is no switch in
 * the middle: every node learns for itself.
 */
package net.vdestack.forwarder.vxvde;

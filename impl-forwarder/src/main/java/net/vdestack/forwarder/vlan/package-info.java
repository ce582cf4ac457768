/** {@code vlan://…{NETWORK}}: some VLANs (IEEE 802.1Q) of another network. */
package net.vdestack.forwarder.vlan;

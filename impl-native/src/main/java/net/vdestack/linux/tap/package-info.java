/** TAP interfaces: the ends of a stack's links that the kernel sees as Ethernet cards. */
package net.vdestack.linux.tap;

/** The program {@code vdestackctl}. */
package net.vdestack.ctl;

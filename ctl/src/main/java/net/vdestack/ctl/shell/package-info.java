/** Where the program was called, and how it writes there for people. */
package net.vdestack.ctl.shell;

/** The other end: requests, tokens, streams, and what servers refuse. */
package net.vdestack.ctl.server;

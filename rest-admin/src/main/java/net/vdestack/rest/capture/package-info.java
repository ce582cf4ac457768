/** Captures of links, as streams. */
package net.vdestack.rest.capture;

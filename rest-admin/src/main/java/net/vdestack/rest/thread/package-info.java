/** Threads of this bundle. */
package net.vdestack.rest.thread;

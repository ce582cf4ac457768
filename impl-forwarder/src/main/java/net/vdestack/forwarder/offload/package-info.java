/**
 * Work on frames that a network card would do: checksums, and the way between a super-frame, which the kernel hands out
 * and takes as one, and the frames that it is on a wire. Pure functions over memory outside the heap; what they are
 * given may be anything, and nothing is read or written outside it.
 */
package net.vdestack.forwarder.offload;

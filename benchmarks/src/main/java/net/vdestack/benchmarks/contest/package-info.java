/** Contestants, what is measured of them, and the rounds in which that happens. */
package net.vdestack.benchmarks.contest;

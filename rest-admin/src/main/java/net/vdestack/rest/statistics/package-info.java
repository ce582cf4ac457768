/** Counters of all stacks, read once for whoever wants them at the same moment. */
package net.vdestack.rest.statistics;

/** The inner loops of the data path, measured alone with JMH. */
package net.vdestack.benchmarks.loops;

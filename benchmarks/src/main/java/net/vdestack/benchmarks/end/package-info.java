/** The end of a measurement that is a JVM with stacks of this project, and how to speak with an end. */
package net.vdestack.benchmarks.end;

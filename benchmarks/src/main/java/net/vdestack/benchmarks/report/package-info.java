/** Rows of measurements, and the tables and plots drawn from them. */
package net.vdestack.benchmarks.report;

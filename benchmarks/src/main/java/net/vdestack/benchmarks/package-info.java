/** What {@code ./bench} runs. */
package net.vdestack.benchmarks;

/** What Prometheus and its like read: OpenMetrics. */
package net.vdestack.rest.metrics;

/** Answers that go on: server-sent events and other streams, without a thread for each. */
package net.vdestack.rest.stream;

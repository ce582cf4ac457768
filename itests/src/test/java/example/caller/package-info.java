/** An app that gets the sockets of a stack and imports nothing of ours. */
package example.caller;

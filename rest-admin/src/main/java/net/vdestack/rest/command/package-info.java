/** Commands that clients run in stacks: a thread for each run, which ends with its client. */
package net.vdestack.rest.command;

/** Whether this JVM can run stacks on this machine: what files tell, and what a trial shows. */
package net.vdestack.linux.preflight;

/** The life cycle of stacks and links, as clients hear of it. */
package net.vdestack.rest.events;

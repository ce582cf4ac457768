/** Whether the platform lives, and whether it is ready for use. */
package net.vdestack.rest.health;

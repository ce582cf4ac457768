/** Who may do what: tokens, roles, and what is refused before anybody looks at it. */
package net.vdestack.rest.access;

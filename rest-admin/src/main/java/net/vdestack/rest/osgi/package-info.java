/** Servlets and services of the platform: they wire, the other packages work. */
package net.vdestack.rest.osgi;

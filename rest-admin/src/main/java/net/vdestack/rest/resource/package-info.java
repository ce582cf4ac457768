/** The resources of the API, with JAX-RS. */
package net.vdestack.rest.resource;

/** A third party's network under a scheme of its own. */
package example.hub;

/** A third party's network under a scheme that the distribution has, too. */
package example.lan;

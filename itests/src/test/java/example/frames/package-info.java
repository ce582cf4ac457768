/** A network of a third party. */
package example.frames;

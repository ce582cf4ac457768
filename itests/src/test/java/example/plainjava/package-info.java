/** A program that uses vdestack as any other would. */
package example.plainjava;

/** Starts the platform: options, the data directory, the framework, its bundles, and the end of it all. */
package net.vdestack.launcher;

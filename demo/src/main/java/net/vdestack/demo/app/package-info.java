/**
 * The demo of the platform: two stacks, and an application that knows nothing of stacks and serves a page on each.
 * Begin with {@link net.vdestack.demo.app.DemoPage}.
 */
package net.vdestack.demo.app;

/**
 * The distribution's bundles in a framework of their own, and a way for tests to run code there.
 *
 * <p>Pax Exam starts and ends the JVM and installs the bundles. It names the code that runs inside by strings and
 * returns nothing, so tests use {@link net.vdestack.itests.platform.Platform#run} instead: a test method is a JUnit
 * method like any other, its lambdas run inside, and what fails there is the exception that JUnit sees.
 */
package net.vdestack.itests.platform;

/**
 * Stories from the platform: each test method is one, told by lambdas that run inside the framework. The classes here
 * are inside, too, in a bundle of their own.
 */
package net.vdestack.itests.osgi;

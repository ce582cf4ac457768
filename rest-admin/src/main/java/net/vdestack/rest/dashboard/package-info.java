/** The dashboard: static files that use the public API in a browser, and nothing else. */
package net.vdestack.rest.dashboard;

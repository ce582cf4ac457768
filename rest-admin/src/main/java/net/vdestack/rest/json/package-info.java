/** JSON, as all packages here write and read it. */
package net.vdestack.rest.json;

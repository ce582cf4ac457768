/** Configuration Admin's files, written so that none is lost. */
package net.vdestack.storage;

/** What clients read: values of the api in the shapes of the contract. */
package net.vdestack.rest.view;

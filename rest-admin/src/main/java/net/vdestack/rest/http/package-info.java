/** What every request passes, and how every answer looks: the gate, problems, bodies, the audit log. */
package net.vdestack.rest.http;

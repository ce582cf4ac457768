// One stack: what it is, how it is, and what can be done with it.
import * as api from '../data/api.js';
import { stackNamed, state } from '../data/store.js';
import { traffic } from '../data/traffic.js';
import { ago, bytes, count, moment, plural, rate, words } from '../format.js';
import { guarded, locator, problemBox, stateBadge } from '../parts/bits.js';
import '../parts/trafficpanel.js';
import { html, nothing, View } from '../parts/view.js';
import { openCapture, openConfigure, openDelete, openSwap } from './actions.js';
import './console.js';
import { eventsOf, eventTable } from './events.js';
import './sockets.js';
import { openChange } from './specform.js';

class StackPage extends View {
  #name = null;
  #stack = null;
  #problem = null;
  #seen = null;
  #source = () => traffic.stack(this.#name);

  set name(name) {
    if (name !== this.#name) {
      this.#name = name;
      this.#stack = null;
      this.#problem = null;
      this.#seen = null;
      this.#source = () => traffic.stack(name);
      this.invalidate();
    }
  }

  /** The list says that something may have changed; the stack itself has all of it. */
  update() {
    if (this.#name && state.stacks !== this.#seen) {
      this.#seen = state.stacks;
      this.#read();
    }
    super.update();
  }

  async #read() {
    const asked = this.#name;
    try {
      const stack = await api.stack(asked);
      if (asked !== this.#name) return;
      this.#stack = stack;
      this.#problem = null;
    } catch (e) {
      if (asked !== this.#name) return;
      this.#problem = e;
    }
    this.invalidate();
  }

  template() {
    const stack = this.#stack ?? stackNamed(this.#name);
    if (this.#problem?.status === 404) return this.#gone();
    if (!stack) return html`<h1 tabindex="-1">${this.#name}</h1>${problemBox(this.#problem)}`;
    const failed = stack.state === 'FAILED';
    return html`
      <nav class="crumbs" aria-label="Where this is"><a href="#/stacks">Stacks</a></nav>
      <div class="page-head">
        <h1 tabindex="-1">${stack.name}</h1>
        ${stateBadge(stack.state)}
        ${Object.entries(stack.labels ?? {}).map(([key, value]) => html`<span class="label">${key}${value ? html`<b>${value}</b>` : nothing}</span>`)}
        <span class="grow"></span>
        ${failed ? nothing : guarded({ what: 'Configuring a stack', role: 'operator', label: 'Configure', testid: 'configure', act: () => openConfigure({ stack }) })}
        ${guarded({ what: 'Changing a stack', role: 'operator', label: failed ? 'Change and try again' : 'Change', testid: 'change', act: () => this.#change() })}
        ${guarded({ what: 'Deleting a stack', role: 'operator', label: 'Delete', style: 'danger', testid: 'delete', act: () => openDelete({ stack }) })}
      </div>
      ${problemBox(this.#problem)}
      ${failed ? this.#failed(stack) : this.#running(stack)}
      <div class="halves">
        <section class="panel" aria-labelledby="events-title">
          <header class="panel-head"><h2 id="events-title">Events</h2></header>
          ${eventsOf(stack.name).length ? eventTable(eventsOf(stack.name).slice(0, 30), false) : html`<p class="nothing">None that the server still knows of.</p>`}
        </section>
        <section class="panel" aria-labelledby="spec-title">
          <header class="panel-head"><h2 id="spec-title">What was asked for</h2></header>
          ${stack.spec ? html`<pre class="spec">${JSON.stringify(stack.spec, null, 2)}</pre>` : html`<p class="nothing">What is stored cannot be understood.</p>`}
        </section>
      </div>`;
  }

  /** It is stored, but there is nothing of it to be looked at. */
  #failed(stack) {
    return html`<div class="problem" data-testid="failed"><strong>It could not be started.</strong> ${stack.error ?? ''}
      <p>It stays stored, and is tried again when it is changed, and at the next start of the server.</p></div>`;
  }

  #running(stack) {
    return html`
      <div class="glance">
        <section class="panel" aria-label="Facts">${this.#facts(stack)}</section>
        <traffic-panel class="panel" .heading=${'Traffic'} .source=${this.#source}></traffic-panel>
      </div>
      <section class="panel" aria-labelledby="links-title">
        <header class="panel-head"><h2 id="links-title">Links</h2></header>
        ${stack.links.length ? html`<ul class="links">${stack.links.map(link => this.#link(stack, link))}</ul>` : html`<p class="nothing">None: loopback alone.</p>`}
      </section>
      <section class="panel" aria-labelledby="commands-title">
        <header class="panel-head"><h2 id="commands-title">Commands</h2></header>
        <command-console .stack=${stack.name}></command-console>
      </section>
      <div class="halves uneven">
        <section class="panel" aria-labelledby="routes-title">
          <header class="panel-head"><h2 id="routes-title">Routes</h2></header>
          ${routes(stack)}
        </section>
        <section class="panel" aria-labelledby="sockets-title">
          <header class="panel-head"><h2 id="sockets-title">Sockets</h2></header>
          <socket-table .stack=${stack.name}></socket-table>
        </section>
      </div>`;
  }

  /** From what it is now, not from what was on the page. */
  async #change() {
    await this.#read();
    if (this.#stack) openChange(this.#stack, () => this.#read());
  }

  #gone() {
    return html`<div class="empty"><h1 tabindex="-1">There is no stack “${this.#name}”</h1>
      <p>It has been deleted, or never was. <a href="#/stacks">To the stacks</a></p></div>`;
  }

  #facts(stack) {
    const sockets = traffic.sockets(stack.name);
    return html`<dl class="facts">
      <div><dt>Addresses</dt><dd>${addresses(stack)}</dd></div>
      <div><dt>Created</dt><dd>${stack.createdAt ? html`<time datetime=${stack.createdAt} title=${moment(stack.createdAt)}>${ago(stack.createdAt)} ago</time>` : '–'}</dd></div>
      <div><dt>Connections</dt><dd>${sockets ? `${count(sockets.tcpEstablished)} TCP, ${count(sockets.tcpListen)} listening, ${count(sockets.udp)} UDP` : '–'}</dd></div>
      <div><dt>Name servers</dt><dd>${stack.nameservers?.length ? html`<code>${stack.nameservers.join(', ')}</code>` : 'none'}</dd></div>
      ${stack.uid ? html`<div><dt>Id</dt><dd><code class="muted">${stack.uid}</code></dd></div>` : nothing}
    </dl>`;
  }

  #link(stack, link) {
    const counters = traffic.counters(stack.name, link.name);
    const last = traffic.link(stack.name, link.name).last;
    const { forwarder } = link;
    return html`<li class="link" data-testid="link-${link.name}">
      <div class="link-head">
        <h3><code>${link.name}</code></h3>
        ${locator(link.network)}
        ${stateBadge(forwarder.state)}
        ${forwarder.since ? html`<span class="muted" title=${moment(forwarder.since)}>for ${ago(forwarder.since)}</span>` : nothing}
        ${link.up ? nothing : html`<span class="state bad">interface down</span>`}
        <span class="grow"></span>
        ${guarded({ what: 'Swapping a link', role: 'operator', label: 'Swap network', testid: `swap-${link.name}`, act: () => openSwap({ stack, link }) })}
        ${guarded({ what: 'Capturing', role: 'admin', label: 'Capture', testid: `capture-${link.name}`, act: () => openCapture({ stack, link }) })}
      </div>
      ${forwarder.error ? html`<p class="problem">${forwarder.error}</p>` : nothing}
      <dl class="link-facts">
        <div><dt>Addresses</dt><dd>${(link.addresses ?? []).length ? link.addresses.map(a => html`<code>${a}</code> `) : 'none'}</dd></div>
        <div><dt>MAC, MTU</dt><dd><code>${link.mac}</code> <code>${link.mtu}</code></dd></div>
        <div><dt>Received</dt><dd><b>${rate(last.received)}</b> <span class="muted">${bytes(counters?.receiveBytes)}, ${plural(counters?.receiveFrames, 'frame')}</span></dd></div>
        <div><dt>Sent</dt><dd><b>${rate(last.sent)}</b> <span class="muted">${bytes(counters?.transmitBytes)}, ${plural(counters?.transmitFrames, 'frame')}</span></dd></div>
        <div><dt>Drops</dt><dd>${drops(counters)}</dd></div>
        <div><dt>History</dt><dd>${plural(counters?.reconnects ?? forwarder.reconnects ?? 0, 'reconnect')}, ${plural(counters?.swaps ?? 0, 'swap')}</dd></div>
      </dl>
    </li>`;
  }
}

function addresses(stack) {
  const all = stack.links.flatMap(link => link.addresses ?? []).filter(a => !a.startsWith('fe80'));
  return all.length ? all.map(a => html`<code>${a}</code> `) : 'none';
}

/** Those that have happened, by reason. */
function drops(counters) {
  if (!counters) return '–';
  const some = Object.entries(counters.drops).filter(([, n]) => n > 0);
  return some.length ? some.map(([reason, n]) => html`<span class="pair warn"><span>${words(reason)}</span> ${count(n)}</span> `) : 'none';
}

function routes(stack) {
  if (!stack.routes?.length) return html`<p class="nothing">None.</p>`;
  return html`<div class="scroll"><table data-testid="routes">
    <thead><tr><th scope="col">Destination</th><th scope="col">Gateway</th><th scope="col">Link</th></tr></thead>
    <tbody>${stack.routes.map(route => html`<tr><td><code>${route.destination}</code></td><td><code>${route.gateway ?? 'direct'}</code></td><td><code>${route.link ?? '–'}</code></td></tr>`)}</tbody>
  </table></div>`;
}

customElements.define('stack-page', StackPage);

// The open sockets of a stack, read again every few seconds while somebody looks.
import * as api from '../data/api.js';
import { state } from '../data/store.js';
import { words } from '../format.js';
import { html, nothing, View } from '../parts/view.js';

const EVERY = 4_000;
const SHOWN = 100;
const FIRST = ['protocol', 'state', 'local', 'localAddress', 'localPort', 'remote', 'peer', 'remoteAddress', 'peerAddress', 'remotePort'];

class SocketTable extends View {
  #stack = null;
  #items = null;
  #problem = null;
  #timer = 0;
  #all = false;

  set stack(name) {
    if (name !== this.#stack) {
      this.#stack = name;
      this.#items = null;
      if (this.isConnected) this.#read();
    }
  }

  connectedCallback() {
    super.connectedCallback();
    this.#read();
    this.#timer = setInterval(() => !document.hidden && state.connection === 'live' && this.#read(), EVERY);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #read() {
    const asked = this.#stack;
    try {
      const items = await api.sockets(asked);
      if (asked !== this.#stack) return;
      this.#items = items;
      this.#problem = null;
    } catch (e) {
      this.#problem = e;
    }
    this.invalidate();
  }

  template() {
    if (this.#problem && !this.#items) return html`<p class="nothing">${this.#problem.message}</p>`;
    if (!this.#items) return html`<p class="nothing">…</p>`;
    if (!this.#items.length) return html`<p class="nothing">No sockets are open.</p>`;
    const keys = [...new Set(this.#items.flatMap(item => Object.keys(item).filter(key => item[key] !== null)))];
    const rank = key => (FIRST.indexOf(key) + FIRST.length + 1) % (FIRST.length + 1) + (FIRST.includes(key) ? 0 : FIRST.length);
    keys.sort((a, b) => rank(a) - rank(b));
    const shown = this.#all ? this.#items : this.#items.slice(0, SHOWN);
    return html`<div class="scroll"><table data-testid="sockets">
      <thead><tr>${keys.map(key => html`<th scope="col">${words(key)}</th>`)}</tr></thead>
      <tbody>${shown.map(item => html`<tr>${keys.map(key => html`<td><code>${cell(item[key])}</code></td>`)}</tr>`)}</tbody>
    </table></div>
    ${shown.length < this.#items.length ? html`<p><button type="button" class="quiet" @click=${() => { this.#all = true; this.update(); }}>Show all ${this.#items.length}</button></p>` : nothing}`;
  }
}

const cell = value => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : value);

customElements.define('socket-table', SocketTable);

// The open sockets of a stack, read again every few seconds while somebody looks.
import * as api from '../data/api.js';
import { state } from '../data/store.js';
import { count } from '../format.js';
import { html, nothing, View } from '../parts/view.js';

const EVERY = 4_000;
const SHOWN = 100;

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
    const shown = this.#all ? this.#items : this.#items.slice(0, SHOWN);
    return html`<div class="scroll"><table data-testid="sockets">
      <thead><tr><th scope="col">Protocol</th><th scope="col">State</th><th scope="col">Local</th><th scope="col">Remote</th>
        <th scope="col" class="number" title="Bytes that nobody has read yet; of one that listens, connections that wait">Received</th>
        <th scope="col" class="number" title="Bytes that have not been sent or acknowledged yet; of one that listens, how many may wait">To send</th></tr></thead>
      <tbody>${shown.map(socket)}</tbody>
    </table></div>
    ${shown.length < this.#items.length ? html`<p><button type="button" class="quiet" @click=${() => { this.#all = true; this.update(); }}>Show all ${this.#items.length}</button></p>` : nothing}`;
  }
}

const socket = ({ protocol, state: of, local, remote, receiveQueue, sendQueue }) => html`<tr>
  <td><code>${protocol}</code></td><td><code>${of}</code></td><td><code>${local}</code></td><td><code>${remote ?? '–'}</code></td>
  <td class="number">${count(receiveQueue)}</td><td class="number">${count(sendQueue)}</td></tr>`;

customElements.define('socket-table', SocketTable);

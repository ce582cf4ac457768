// Dialogs that do one thing to a stack.
import * as api from '../data/api.js';
import { refresh } from '../data/feed.js';
import { traffic } from '../data/traffic.js';
import { bytes, plural } from '../format.js';
import { locator } from '../parts/bits.js';
import { FormDialog } from '../parts/dialog.js';
import { field } from '../parts/field.js';
import { announce, html, nothing } from '../parts/view.js';
import { go } from '../routes.js';
import { networkSuggestions } from './specform.js';

class DeleteDialog extends FormDialog {
  testid = 'delete-dialog';
  what = 'Deleting a stack';
  wholly = true;
  actionLabel = 'Delete';
  actionStyle = 'danger';
  stack = null;

  heading() {
    return `Delete ${this.stack.name}?`;
  }

  async act() {
    const { name } = this.stack;
    await api.remove(name);
    announce(`${name} has been deleted.`);
    await refresh();
    go('#/stacks');
  }

  body() {
    const open = traffic.sockets(this.stack.name)?.tcpEstablished ?? 0;
    return html`<p>The stack, its configuration and its addresses go for good, and its links leave their networks.
      ${open ? html`<strong>${plural(open, 'open connection')} will break.</strong>` : nothing}</p>`;
  }
}

class SwapDialog extends FormDialog {
  testid = 'swap-dialog';
  what = 'Swapping a link';
  actionLabel = 'Swap';
  stack = null;
  link = null;

  heading() {
    return `Another network for ${this.link.name} of ${this.stack.name}`;
  }

  pointers() {
    return ['/network'];
  }

  async act(form) {
    const network = form.get('network').trim();
    await api.swap(this.stack.name, this.link.name, network);
    announce(`${this.link.name} is on ${network} now.`);
    await refresh();
  }

  body() {
    return html`${networkSuggestions()}
      <p>Now on ${locator(this.link.network)}. The interface, its addresses and open connections stay.</p>
      ${field({
        id: 'swap-network', label: 'Network', mistakes: this.mistakes('/network'),
        control: ({ id, invalid, describedBy }) => html`<input id=${id} name="network" class="mono" list="networks" autocomplete="off"
          spellcheck="false" placeholder="lan://other" aria-invalid=${invalid} aria-describedby=${describedBy}>`,
      })}`;
  }
}

class ConfigureDialog extends FormDialog {
  testid = 'configure-dialog';
  what = 'Configuring a stack';
  actionLabel = 'Apply';
  stack = null;

  heading() {
    return `Configure ${this.stack.name}`;
  }

  pointers() {
    return ['/config'];
  }

  async act(form) {
    await api.configure(this.stack.name, form.get('config').trim());
    announce('The configuration has been applied.');
    await refresh();
  }

  body() {
    return field({
      id: 'configure-config', label: 'Configuration', mistakes: this.mistakes('/config'),
      hint: 'For instance eth,ip=10.0.0.1/24,gw=10.0.0.254. It is stored, too.',
      control: ({ id, invalid, describedBy }) => html`<input id=${id} name="config" class="mono" autocomplete="off" spellcheck="false"
        aria-invalid=${invalid} aria-describedby=${describedBy} .defaultValue=${this.stack.spec?.config ?? ''}>`,
    });
  }
}

class CaptureDialog extends FormDialog {
  testid = 'capture-dialog';
  what = 'Capturing';
  wholly = true;
  actionLabel = 'Capture';
  stack = null;
  link = null;
  #abort = new AbortController();
  #taken = null;

  heading() {
    return `Capture on ${this.link.name} of ${this.stack.name}`;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  async act(form) {
    const limits = { seconds: form.get('seconds'), packets: form.get('packets') };
    this.#abort = new AbortController();
    const response = await api.capture(this.stack.name, this.link.name, limits, this.#abort.signal);
    const parts = [];
    let lost = null;
    this.#taken = 0;
    try {
      for (const reader = response.body.getReader(); ; ) {
        const { value, done } = await reader.read();
        if (done) break;
        parts.push(value);
        this.#taken += value.length;
        this.invalidate();
      }
    } catch (e) {
      if (e.name !== 'AbortError') lost = e;
    }
    this.#taken = null;
    if (!this.isConnected) return;
    if (lost && !parts.length) throw lost;
    save(parts, `${this.stack.name}-${this.link.name}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.pcapng`);
    if (lost) throw new Error('The connection was lost, and the capture ended early. What was captured until then has been saved.');
    announce('The capture has been saved.');
  }

  #number(id, label, value, hint) {
    return field({
      id, label, hint, optional: value === '', mistakes: [],
      control: ({ describedBy }) => html`<input id=${id} name=${id} type="number" min="1" step="1" aria-describedby=${describedBy} .defaultValue=${value}>`,
    });
  }

  body() {
    if (this.#taken !== null) {
      return html`<p class="capturing" data-testid="capturing"><span class="pulse" aria-hidden="true"></span>Capturing: ${bytes(this.#taken)} so far.</p>
        <p><button type="button" data-testid="stop-capture" @click=${() => this.#abort.abort()}>Stop and save</button></p>`;
    }
    return html`<p>Frames of the link, saved as a file that Wireshark and tcpdump read. The browser holds it in memory until it is complete.</p>
      <div class="row even">${this.#number('seconds', 'Seconds', '10')}${this.#number('packets', 'Packets at most', '')}</div>`;
  }
}

function save(parts, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'application/vnd.tcpdump.pcap' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

customElements.define('delete-dialog', DeleteDialog);
customElements.define('swap-dialog', SwapDialog);
customElements.define('configure-dialog', ConfigureDialog);
customElements.define('capture-dialog', CaptureDialog);

const opener = element => values => Object.assign(document.createElement(element), values).open();

export const openDelete = opener('delete-dialog');
export const openSwap = opener('swap-dialog');
export const openConfigure = opener('configure-dialog');
export const openCapture = opener('capture-dialog');

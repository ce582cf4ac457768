// A stack as it shall be: to be created, or changed to match.
import * as api from '../data/api.js';
import { refresh } from '../data/feed.js';
import { refusal } from '../data/roles.js';
import { change, state } from '../data/store.js';
import { FormDialog } from '../parts/dialog.js';
import { field } from '../parts/field.js';
import { announce, html, nothing } from '../parts/view.js';
import { go, toStack } from '../routes.js';
import { networksOf } from '../topology/graph.js';

class SpecForm extends FormDialog {
  testid = 'spec-form';
  what = 'Creating a stack';
  actionLabel = 'Create';
  /** Of the stack to be changed; null for a new one. */
  name = null;
  etag = null;
  spec = { name: '', links: [{ name: 'vde0', network: '' }] };
  onChanged = () => {};

  connectedCallback() {
    super.connectedCallback();
    if (!state.forwarders) api.forwarders().then(forwarders => change({ forwarders })).catch(() => {});
  }

  heading() {
    return this.name ? `Change ${this.name}` : 'Create a stack';
  }

  pointers() {
    return ['/name', '/config', '/commands', '/labels', '/network',
      ...this.spec.links.flatMap((_, i) => ['name', 'network', 'mac', 'mtu'].map(key => `/links/${i}/${key}`))];
  }

  async act(form) {
    const asked = this.#read(form);
    if (this.name) {
      await api.replace(this.name, asked, this.etag);
      announce(`${this.name} has been changed.`);
      this.onChanged();
    } else {
      await api.create(asked);
      announce(`${asked.name} has been created.`);
    }
    await refresh();
    if (!this.name) go(toStack(asked.name));
  }

  /** What is not filled in is left out, so that it takes its default. */
  #read(form) {
    const text = key => form.get(key)?.trim() || undefined;
    const labels = Object.fromEntries((text('labels') ?? '').split(/\s*\n\s*|\s*,\s*/).filter(Boolean).map(pair => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }));
    return {
      ...this.#unknownFields(),
      name: this.name ?? text('name') ?? '',
      links: this.spec.links.map((link, i) => ({
        name: text(`link-${i}-name`),
        network: text(`link-${i}-network`) ?? '',
        mac: text(`link-${i}-mac`),
        mtu: number(text(`link-${i}-mtu`)),
      })),
      config: text('config'),
      commands: text('commands'),
      labels: Object.keys(labels).length ? labels : undefined,
    };
  }

  /** A later server's fields are kept as they are. */
  #unknownFields() {
    const { name, links, network, config, commands, labels, ...unknown } = this.spec;
    return unknown;
  }

  #addLink() {
    const taken = new Set(this.spec.links.map(link => link.name));
    let n = 0;
    while (taken.has(`vde${n}`)) n++;
    this.#keepTyped();
    this.spec.links.push({ name: `vde${n}`, network: '' });
    this.update();
    this.querySelector(`#link-${this.spec.links.length - 1}-network`).focus();
  }

  #removeLink(i) {
    this.#keepTyped();
    this.spec.links.splice(i, 1);
    this.problem = null;
    this.update();
    this.querySelector('[data-testid=add-link]').focus();
  }

  #keepTyped() {
    const { links } = this.#read(new FormData(this.querySelector('form')));
    this.spec.links = links;
  }

  #text(id, key, value, { label, hint, optional, pointer, rows, list, placeholder, why, mono = true }) {
    return field({
      id, label, hint: why ?? hint, optional, mistakes: this.mistakes(pointer),
      control: ({ invalid, describedBy }) => rows
        ? html`<textarea id=${id} name=${key} rows=${rows} spellcheck="false" placeholder=${placeholder ?? nothing} ?readonly=${!!why} aria-invalid=${invalid} aria-describedby=${describedBy} .value=${value ?? ''}></textarea>`
        : html`<input id=${id} name=${key} autocomplete="off" autocapitalize="none" spellcheck="false" class=${mono ? 'mono' : ''} list=${list ?? nothing} placeholder=${placeholder ?? nothing} aria-invalid=${invalid} aria-describedby=${describedBy} .value=${value ?? ''}>`,
    });
  }

  body() {
    const { spec } = this;
    return html`
      ${networkSuggestions()}
      ${this.name ? nothing : this.#text('name', 'name', spec.name, { label: 'Name', pointer: '/name', placeholder: 'blue', hint: '1 to 63 of a–z, 0–9 and -.' })}
      ${spec.links.map((link, i) => html`<fieldset class="link-fields">
        <legend>Link ${i + 1} <button type="button" class="quiet small" @click=${() => this.#removeLink(i)} aria-label="Remove link ${i + 1}">Remove</button></legend>
        <div class="row">
          ${this.#text(`link-${i}-network`, `link-${i}-network`, link.network, { label: 'Network', pointer: `/links/${i}/network`, list: 'networks', placeholder: 'lan://demo', hint: i === 0 ? 'A locator, such as lan://demo or vxvde://239.1.2.3.' : undefined })}
          ${this.#text(`link-${i}-name`, `link-${i}-name`, link.name, { label: 'Interface', pointer: `/links/${i}/name` })}
        </div>
        <div class="row">
          ${this.#text(`link-${i}-mac`, `link-${i}-mac`, link.mac, { label: 'MAC address', optional: true, pointer: `/links/${i}/mac`, placeholder: 'generated' })}
          ${this.#text(`link-${i}-mtu`, `link-${i}-mtu`, link.mtu, { label: 'MTU', optional: true, pointer: `/links/${i}/mtu`, placeholder: 'the network’s' })}
        </div>
      </fieldset>`)}
      <p><button type="button" class="quiet" data-testid="add-link" @click=${() => this.#addLink()}>+ Add ${spec.links.length ? 'another link' : 'a link'}</button>
        ${spec.links.length ? nothing : html`<span class="hint">Without a link it has loopback alone.</span>`}</p>
      ${this.#text('config', 'config', spec.config, { label: 'Configuration', optional: true, pointer: '/config', placeholder: 'eth,ip=10.0.0.1/24,gw=10.0.0.254' })}
      ${this.#text('commands', 'commands', spec.commands, { label: 'Commands to run in it', optional: true, pointer: '/commands', rows: 2, placeholder: 'ip route add 10.9.0.0/16 via 10.0.0.253', hint: 'Separated by ; and run in order.', why: refusal('A stack with commands', 'admin') })}
      ${this.#text('labels', 'labels', Object.entries(spec.labels ?? {}).map(([k, v]) => `${k}=${v}`).join(', '), { label: 'Labels', optional: true, pointer: '/labels', placeholder: 'tenant=acme, tier=web' })}`;
  }
}

/** What cannot be a number is sent as it is: the server says what is wrong with it. */
function number(text) {
  return text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : text;
}

/** Networks that are in use, and the schemes there are. */
export function networkSuggestions() {
  const used = networksOf(state.stacks ?? []).map(n => n.network);
  const schemes = (state.forwarders ?? []).filter(f => f.available !== false).map(f => `${f.scheme}://`);
  return html`<datalist id="networks">${[...used, ...schemes].slice(0, 200).map(value => html`<option value=${value}></option>`)}</datalist>`;
}

customElements.define('spec-form', SpecForm);

export const openCreate = () => document.createElement('spec-form').open();

/** @param stack as read, with its entity tag: somebody else's change meanwhile is not overwritten */
export function openChange(stack, onChanged) {
  const spec = structuredClone(stack.spec ?? { links: [] });
  spec.links ??= spec.network ? [{ name: 'vde0', network: spec.network }] : [];
  return Object.assign(document.createElement('spec-form'), {
    what: 'Changing a stack', actionLabel: 'Apply', name: stack.name, etag: stack.etag, spec, onChanged,
  }).open();
}

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
  /** As it is sent: what nobody edits stays as it was read, even where a field cannot show all of it. */
  spec = { name: '', links: [{ name: 'vde0', network: '' }] };
  /** Apart from the rest: each {key, value}, where what is not filled in is undefined. */
  labels = [];
  onChanged = () => {};

  connectedCallback() {
    super.connectedCallback();
    if (!state.forwarders) api.forwarders().then(forwarders => change({ forwarders })).catch(() => {});
  }

  heading() {
    return this.name ? `Change ${this.name}` : 'Create a stack';
  }

  pointers() {
    return ['/name', '/config', '/commands',
      ...this.spec.links.flatMap((_, i) => ['name', 'network', 'mac', 'mtu'].map(key => `/links/${i}/${key}`))];
  }

  async act() {
    const asked = { ...this.spec, labels: this.#labelsAsked() };
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

  #labelsAsked() {
    const given = this.labels
      .filter(({ key, value }) => key !== undefined || value !== undefined)
      .map(({ key = '', value = '' }) => [key, value]);
    const keys = given.map(([key]) => key);
    const twice = keys.find((key, i) => keys.indexOf(key) < i);
    if (twice !== undefined) throw new Error(`The label “${twice}” is given twice: rename or remove one of them.`);
    return given.length ? Object.fromEntries(given) : undefined;
  }

  /** Drawn at once, so that nothing that is drawn later brings back what was there before. */
  #edit(of, key, value) {
    of[key] = value;
    this.update();
  }

  #addLink() {
    const taken = new Set(this.spec.links.map(link => link.name));
    let n = 0;
    while (taken.has(`vde${n}`)) n++;
    this.spec.links.push({ name: `vde${n}`, network: '' });
    this.update();
    this.querySelector(`#link-${this.spec.links.length - 1}-network`).focus();
  }

  #removeLink(i) {
    this.spec.links.splice(i, 1);
    this.problem = null;
    this.update();
    this.querySelector('[data-testid=add-link]').focus();
  }

  #addLabel() {
    this.labels.push({});
    this.update();
    this.querySelector(`#label-${this.labels.length - 1}-key`).focus();
  }

  #removeLabel(i) {
    this.labels.splice(i, 1);
    this.update();
    this.querySelector('[data-testid=add-label]').focus();
  }

  /** A field for a member of an object. An optional one that is empty is left out, so that it takes its default. */
  #text(id, of, key, { label, hint, optional, pointer, rows, list, placeholder, why, read = text => text }) {
    const value = of[key] ?? '';
    const edit = ({ target }) => this.#edit(of, key, read(target.value.trim() || (optional ? undefined : '')));
    return field({
      id, label, hint: why ?? hint, optional, mistakes: this.mistakes(pointer),
      control: ({ invalid, describedBy }) => rows
        ? html`<textarea id=${id} rows=${rows} spellcheck="false" placeholder=${placeholder ?? nothing} ?readonly=${!!why} aria-invalid=${invalid} aria-describedby=${describedBy} .value=${value} @change=${edit}></textarea>`
        : html`<input id=${id} autocomplete="off" autocapitalize="none" spellcheck="false" class="mono" list=${list ?? nothing} placeholder=${placeholder ?? nothing} aria-invalid=${invalid} aria-describedby=${describedBy} .value=${value} @change=${edit}>`,
    });
  }

  #labelRow(label, i) {
    const part = (key, placeholder) => html`<input id="label-${i}-${key}" class="mono" autocomplete="off" autocapitalize="none" spellcheck="false"
      aria-label="Label ${i + 1}, ${key}" placeholder=${placeholder} .value=${label[key] ?? ''}
      @change=${({ target }) => this.#edit(label, key, target.value.trim() || undefined)}>`;
    return html`<div class="label-row">${part('key', 'tenant')}${part('value', 'acme')}
      <button type="button" class="quiet small" @click=${() => this.#removeLabel(i)} aria-label="Remove label ${i + 1}">Remove</button></div>`;
  }

  body() {
    const { spec } = this;
    return html`
      ${networkSuggestions()}
      ${this.name ? nothing : this.#text('name', spec, 'name', { label: 'Name', pointer: '/name', placeholder: 'blue', hint: '1 to 63 of a–z, 0–9 and -.' })}
      ${spec.links.map((link, i) => html`<fieldset class="link-fields">
        <legend>Link ${i + 1} <button type="button" class="quiet small" @click=${() => this.#removeLink(i)} aria-label="Remove link ${i + 1}">Remove</button></legend>
        <div class="row">
          ${this.#text(`link-${i}-network`, link, 'network', { label: 'Network', pointer: `/links/${i}/network`, list: 'networks', placeholder: 'lan://demo', hint: i === 0 ? 'A locator, such as lan://demo or vxvde://239.1.2.3.' : undefined })}
          ${this.#text(`link-${i}-name`, link, 'name', { label: 'Interface', pointer: `/links/${i}/name` })}
        </div>
        <div class="row">
          ${this.#text(`link-${i}-mac`, link, 'mac', { label: 'MAC address', optional: true, pointer: `/links/${i}/mac`, placeholder: 'generated' })}
          ${this.#text(`link-${i}-mtu`, link, 'mtu', { label: 'MTU', optional: true, pointer: `/links/${i}/mtu`, placeholder: 'the network’s', read: number })}
        </div>
      </fieldset>`)}
      <p><button type="button" class="quiet" data-testid="add-link" @click=${() => this.#addLink()}>+ Add ${spec.links.length ? 'another link' : 'a link'}</button>
        ${spec.links.length ? nothing : html`<span class="hint">Without a link it has loopback alone.</span>`}</p>
      ${this.#text('config', spec, 'config', { label: 'Configuration', optional: true, pointer: '/config', placeholder: 'eth,ip=10.0.0.1/24,gw=10.0.0.254' })}
      ${this.#text('commands', spec, 'commands', { label: 'Commands to run in it', optional: true, pointer: '/commands', rows: 2, placeholder: 'ip route add 10.9.0.0/16 via 10.0.0.253', hint: 'Separated by ; and run in order.', why: refusal('A stack with commands', 'admin') })}
      <fieldset class="labels">
        <legend>Labels <span class="optional">optional</span></legend>
        ${this.labels.map((label, i) => this.#labelRow(label, i))}
        <button type="button" class="quiet" data-testid="add-label" @click=${() => this.#addLabel()}>+ Add ${this.labels.length ? 'another label' : 'a label'}</button>
      </fieldset>`;
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
  const { labels = {}, network, ...spec } = structuredClone(stack.spec ?? {});
  spec.name = stack.name;
  spec.links ??= network ? [{ name: 'vde0', network }] : [];
  return Object.assign(document.createElement('spec-form'), {
    what: 'Changing a stack', actionLabel: 'Apply', name: stack.name, etag: stack.etag, spec, onChanged,
    labels: Object.entries(labels).map(([key, value]) => ({ key, value })),
  }).open();
}

// All stacks in a table: found, sorted, and each with its last minute.
import { state } from '../data/store.js';
import { dropsOf, traffic } from '../data/traffic.js';
import { ago, count, plural, rate } from '../format.js';
import { locator, mood, stateBadge, stateWord } from '../parts/bits.js';
import { sparkline } from '../parts/sparkline.js';
import { html, nothing, View } from '../parts/view.js';
import { toStack } from '../routes.js';
import { matches } from '../topology/graph.js';
import { createButton } from './overview.js';

const ORDER = ['bad', 'warn', 'busy', 'good'];
const COLUMNS = [
  { key: 'name', label: 'Name', by: stack => stack.name },
  { key: 'state', label: 'State', by: stack => ORDER.indexOf(mood(stack.state)) },
  { key: 'networks', label: 'Networks', by: stack => stack.links[0]?.network ?? '' },
  { key: 'addresses', label: 'Addresses', by: stack => addresses(stack)[0] ?? '' },
  { key: 'traffic', label: 'Last minute' },
  { key: 'received', label: 'Received', number: true, by: stack => -(traffic.stack(stack.name).last.received ?? -1) },
  { key: 'sent', label: 'Sent', number: true, by: stack => -(traffic.stack(stack.name).last.sent ?? -1) },
  { key: 'drops', label: 'Drops', number: true, by: stack => -(drops(stack) ?? -1) },
  { key: 'age', label: 'Age', number: true, by: stack => stack.createdAt ?? '' },
];

const addresses = stack => stack.links.flatMap(link => link.addresses ?? []).filter(a => !a.startsWith('fe80'));

function drops(stack) {
  const links = stack.links.map(link => traffic.counters(stack.name, link.name)).filter(Boolean);
  return links.length ? links.reduce((sum, link) => sum + dropsOf(link), 0) : null;
}

class StacksPage extends View {
  #words = '';
  #state = '';
  #sort = 'name';
  #backwards = false;

  #rows() {
    const { by } = COLUMNS.find(column => column.key === this.#sort);
    const rows = state.stacks
      .filter(stack => !this.#state || stack.state === this.#state)
      .filter(stack => !this.#words.trim() || matches(stack, this.#words.trim()))
      .map(stack => ({ stack, key: by(stack) }))
      .sort((a, b) => compare(a.key, b.key) || compare(a.stack.name, b.stack.name));
    return this.#backwards ? rows.reverse() : rows;
  }

  #sortBy(key) {
    this.#backwards = this.#sort === key && !this.#backwards;
    this.#sort = key;
    this.update();
  }

  template() {
    const rows = this.#rows();
    const states = [...new Set(state.stacks.map(stack => stack.state))].sort();
    return html`
      <div class="page-head"><h1 tabindex="-1">Stacks</h1>${createButton()}</div>
      <section class="panel" aria-label="Stacks">
        <header class="panel-head">
          <p role="status" class="found">${rows.length === state.stacks.length ? plural(rows.length, 'stack') : html`${count(rows.length)} of ${plural(state.stacks.length, 'stack')}`}</p>
          <div class="tools">
            <input type="search" placeholder="Find by name, network, address or label" aria-label="Find stacks" .value=${this.#words}
              @input=${event => { this.#words = event.target.value; this.invalidate(); }} data-testid="find">
            <select aria-label="State" @change=${event => { this.#state = event.target.value; this.update(); }}>
              <option value="">Any state</option>
              ${states.map(s => html`<option value=${s} ?selected=${s === this.#state}>${stateWord(s)}</option>`)}
            </select>
          </div>
        </header>
        ${state.stacks.length === 0 ? html`<p class="nothing">There are no stacks yet.</p>` : rows.length === 0
          ? html`<p class="nothing">No stack is like that.</p>`
          : html`<div class="scroll"><table class="stacks" data-testid="stacks">
            <thead><tr>${COLUMNS.map(column => this.#heading(column))}</tr></thead>
            <tbody>${rows.map(({ stack }) => this.#row(stack))}</tbody>
          </table></div>`}
      </section>`;
  }

  #heading({ key, label, by, number }) {
    const sorted = this.#sort === key ? (this.#backwards ? 'descending' : 'ascending') : nothing;
    return html`<th scope="col" class=${number ? 'number' : ''} aria-sort=${sorted}>${by
      ? html`<button type="button" class="sort" @click=${() => this.#sortBy(key)}>${label}</button>` : label}</th>`;
  }

  #row(stack) {
    const series = traffic.stack(stack.name);
    const dropped = drops(stack);
    const networks = [...new Set(stack.links.map(link => link.network))];
    const known = addresses(stack);
    return html`<tr>
      <th scope="row"><a href=${toStack(stack.name)}>${stack.name}</a></th>
      <td>${stateBadge(stack.state)}</td>
      <td>${networks.length ? html`${locator(networks[0])}${networks.length > 1 ? html` <span class="more" title=${networks.slice(1).join('\n')}>+${networks.length - 1}</span>` : nothing}` : '–'}</td>
      <td><code>${known[0] ?? '–'}</code>${known.length > 1 ? html` <span class="more" title=${known.slice(1).join('\n')}>+${known.length - 1}</span>` : nothing}</td>
      <td>${sparkline(series)}</td>
      <td class="number">${rate(series.last.received)}</td>
      <td class="number">${rate(series.last.sent)}</td>
      <td class="number ${series.last.dropped ? 'warn' : ''}">${count(dropped)}</td>
      <td class="number">${stack.createdAt ? ago(stack.createdAt) : '–'}</td>
    </tr>`;
  }
}

const compare = (a, b) => (typeof a === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true }));

customElements.define('stacks-page', StacksPage);

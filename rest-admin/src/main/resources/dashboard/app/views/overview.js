// All at a glance: how many are well, how much moves, and who is connected to what.
import { state } from '../data/store.js';
import { traffic } from '../data/traffic.js';
import { count, plural } from '../format.js';
import { guarded, mood } from '../parts/bits.js';
import '../parts/trafficpanel.js';
import { html, nothing, View } from '../parts/view.js';
import { matches, networksOf } from '../topology/graph.js';
import { topologyList } from '../topology/list.js';
import '../topology/picture.js';
import { openCreate } from './specform.js';

const VIEW = 'vdestack.topology';

class OverviewPage extends View {
  #words = '';
  #view = sessionStorage.getItem(VIEW) ?? (innerWidth < 640 ? 'list' : 'picture');
  #shown = { stacks: null, words: null, result: [] };

  /** The same array as long as nothing has changed, so that the picture need not be laid out anew. */
  #matching() {
    if (this.#shown.stacks !== state.stacks || this.#shown.words !== this.#words) {
      const result = this.#words.trim() ? state.stacks.filter(stack => matches(stack, this.#words.trim())) : state.stacks;
      this.#shown = { stacks: state.stacks, words: this.#words, result };
    }
    return this.#shown.result;
  }

  #choose(view) {
    this.#view = view;
    sessionStorage.setItem(VIEW, view);
    this.update();
  }

  template() {
    const { stacks } = state;
    if (!stacks.length) return this.#empty();
    const unwell = stacks.filter(stack => ['warn', 'bad'].includes(mood(stack.state)));
    const networks = networksOf(stacks).length;
    const last = traffic.total().last;
    const shown = this.#matching();
    return html`
      <div class="page-head"><h1 tabindex="-1">Overview</h1>${createButton()}</div>
      <div class="glance">
        <section class="panel figures" aria-label="At a glance">
          <a class="figure" href="#/stacks"><b data-testid="stack-count">${count(stacks.length)}</b><span>${stacks.length === 1 ? 'stack' : 'stacks'}</span></a>
          <a class="figure ${unwell.length ? 'warn' : ''}" href="#/stacks"><b>${count(unwell.length)}</b><span>not well</span></a>
          <div class="figure"><b>${count(networks)}</b><span>${networks === 1 ? 'network' : 'networks'}</span></div>
          <div class="figure ${last.dropped ? 'warn' : ''}"><b>${last.dropped === null ? '–' : count(Math.round(last.dropped))}</b><span>drops/s</span></div>
          ${unwell.length ? html`<p class="unwell">${unwell.slice(0, 6).map(stack => html`<a class="chip ${mood(stack.state)}" href="#/stacks/${stack.name}">
            <svg viewBox="0 0 10 10" aria-hidden="true"><use href="#mark-${mood(stack.state)}"></use></svg>${stack.name}</a>`)}
            ${unwell.length > 6 ? html`<a href="#/stacks">and ${unwell.length - 6} more</a>` : nothing}</p>`
            : html`<p class="unwell quiet">All links are connected.</p>`}
        </section>
        <traffic-panel class="panel" .heading=${'All stacks'} .source=${traffic.total}></traffic-panel>
      </div>
      <section class="panel" aria-labelledby="topology-title">
        <header class="panel-head">
          <h2 id="topology-title">Networks</h2>
          <div class="tools">
            <input type="search" placeholder="Find by name, network, address or label" aria-label="Find stacks" .value=${this.#words}
              @input=${event => { this.#words = event.target.value; this.invalidate(); }} data-testid="find">
            <div class="switch" role="group" aria-label="Show as">
              ${['picture', 'list'].map(view => html`<button type="button" aria-pressed=${String(this.#view === view)}
                data-testid="as-${view}" @click=${() => this.#choose(view)}>${view === 'picture' ? 'Picture' : 'List'}</button>`)}
            </div>
          </div>
        </header>
        ${this.#words.trim() ? html`<p class="found" role="status">${plural(shown.length, 'stack')} of ${count(stacks.length)} match.</p>` : nothing}
        ${shown.length === 0 ? html`<p class="nothing">No stack matches “${this.#words}”.</p>`
          : this.#view === 'list' ? topologyList(shown)
          : html`<topology-picture .stacks=${shown}></topology-picture>`}
      </section>`;
  }

  #empty() {
    return html`<div class="empty">
      <svg viewBox="0 0 160 60" width="160" height="60" aria-hidden="true" class="empty-picture">
        <path d="M6 48H154" /><path d="M44 48V36M116 48V36" class="dashed" />
        <rect x="20" y="10" width="48" height="26" rx="5" /><rect x="92" y="10" width="48" height="26" rx="5" />
      </svg>
      <h1 tabindex="-1">No stacks yet</h1>
      <p>A stack has its own addresses, routes and ports, and links into virtual networks.</p>
      ${createButton('Create the first stack')}
    </div>`;
  }
}

export const createButton = (label = 'Create a stack') =>
  guarded({ what: 'Creating a stack', role: 'operator', label, style: 'primary', testid: 'create', act: () => openCreate() });

customElements.define('overview-page', OverviewPage);

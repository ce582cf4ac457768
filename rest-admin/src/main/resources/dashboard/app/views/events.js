// What has happened: stacks, links and leases, newest first.
import { state } from '../data/store.js';
import { clock, moment, words } from '../format.js';
import { stateBadge } from '../parts/bits.js';
import { html, nothing, View } from '../parts/view.js';
import { toStack } from '../routes.js';

const SHOWN_APART = new Set(['id', 'kind', 'heardAt', 'time', 'stack', 'link', 'forwarder', 'state', 'since']);
const WHOLE_STATES = new Set(['UP', 'DEGRADED', 'FAILED', 'STARTING', 'STOPPING', 'CONNECTED', 'CONNECTING', 'DISCONNECTED']);

const stateOf = event => event.state ?? event.forwarder?.state;

/** Fields that this page knows nothing of are shown as they are. */
function rest(event) {
  return Object.entries({ ...event.forwarder, ...event })
    .filter(([key, value]) => !SHOWN_APART.has(key) && value !== null && value !== '' && value !== 0)
    .map(([key, value]) => html`<span class="pair"><span>${words(key)}</span> ${typeof value === 'object' ? JSON.stringify(value) : value}</span> `);
}

function row(event, withStack) {
  if (event.kind === 'reset') return gap(event, withStack);
  const name = event.stack;
  const known = state.stacks?.some(stack => stack.name === name);
  return html`<tr>
    <td class="time"><time title=${moment(event.time ?? event.heardAt)}>${clock(event.time ?? event.heardAt)}</time></td>
    <td>${event.kind}</td>
    ${withStack ? html`<td>${known ? html`<a href=${toStack(name)}>${name}</a>` : (name ?? '–')}</td>` : nothing}
    <td>${event.link ? html`<code>${event.link}</code>` : '–'}</td>
    <td>${WHOLE_STATES.has(stateOf(event)) ? stateBadge(stateOf(event)) : (stateOf(event) ?? '–')}</td>
    <td class="rest">${rest(event)}</td>
  </tr>`;
}

/** The server was started anew, or this page was away for too long. */
const gap = (event, withStack) => html`<tr>
  <td class="time"><time title=${moment(event.time)}>${clock(event.time)}</time></td>
  <td class="muted" colspan=${withStack ? 5 : 4}>The server began a new log, or does not know any more what was before this.</td>
</tr>`;

/** Those of one stack, or of all. */
export function eventTable(events, withStack = true) {
  return html`<div class="scroll"><table class="events" data-testid="events">
    <thead><tr><th scope="col">Time</th><th scope="col">Of a</th>${withStack ? html`<th scope="col">Stack</th>` : nothing}<th scope="col">Link</th><th scope="col">State</th><th scope="col">What</th></tr></thead>
    <tbody>${events.map(event => row(event, withStack))}</tbody>
  </table></div>`;
}

export const eventsOf = name => state.events.filter(event => event.stack === name);

class EventsPage extends View {
  #words = '';

  template() {
    const wanted = this.#words.trim().toLowerCase();
    const shown = wanted ? state.events.filter(event => JSON.stringify(event).toLowerCase().includes(wanted)) : state.events;
    return html`
      <div class="page-head"><h1 tabindex="-1">Events</h1></div>
      <section class="panel" aria-label="Events">
        <header class="panel-head">
          <p class="found">Newest first; the last 500 at most.</p>
          <div class="tools"><input type="search" placeholder="Find in events" aria-label="Find in events"
            @input=${event => { this.#words = event.target.value; this.invalidate(); }}></div>
        </header>
        ${state.eventsProblem ? html`<p class="problem">${state.eventsProblem}</p>` : nothing}
        ${shown.length ? eventTable(shown) : html`<p class="nothing">${state.events.length ? 'No event is like that.' : 'Nothing has happened yet: stacks and links that come, go or lose their network are told here.'}</p>`}
      </section>`;
  }
}

customElements.define('events-page', EventsPage);

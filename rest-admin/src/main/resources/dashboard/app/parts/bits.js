// Small pieces of the page that several views show.
import { caller, refusal } from '../data/roles.js';
import { html, nothing } from './view.js';

const STATE_WORDS = { UP: 'up', DEGRADED: 'degraded', FAILED: 'failed', STARTING: 'starting', STOPPING: 'stopping' };
const FORWARDER_WORDS = { CONNECTED: 'connected', CONNECTING: 'connecting', DISCONNECTED: 'disconnected' };

/** good, busy, warn or bad: what a state looks like. */
export function mood(state) {
  switch (state) {
    case 'UP':
    case 'CONNECTED':
    case 'pass':
      return 'good';
    case 'STARTING':
    case 'STOPPING':
    case 'CONNECTING':
      return 'busy';
    case 'DEGRADED':
    case 'warn':
      return 'warn';
    default:
      return 'bad';
  }
}

export const stateWord = state => STATE_WORDS[state] ?? FORWARDER_WORDS[state] ?? String(state).toLowerCase();

/** A state, by colour, shape and word. */
export const stateBadge = state => badge(mood(state), stateWord(state));

export const badge = (kind, word) => html`<span class="state ${kind}"
  ><svg viewBox="0 0 10 10" aria-hidden="true"><use href="#mark-${kind}"></use></svg>${word}</span>`;

/** Shapes differ, for those who do not see the colours. */
export const marks = () => html`<svg class="unseen" aria-hidden="true">
  <symbol id="mark-good" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" /></symbol>
  <symbol id="mark-busy" viewBox="0 0 10 10"><circle cx="5" cy="5" r="3" fill="none" stroke="currentColor" stroke-width="2" /></symbol>
  <symbol id="mark-warn" viewBox="0 0 10 10"><path d="M5 .6 9.8 9.2H.2Z" /></symbol>
  <symbol id="mark-bad" viewBox="0 0 10 10"><path d="M1 1 9 9M9 1 1 9" stroke="currentColor" stroke-width="2.4" /></symbol>
</svg>`;

/** The scheme of a locator stands out from the rest. */
export function locator(text) {
  const [, scheme, rest] = /^([a-z0-9+.-]+:\/\/|=)?(.*)$/is.exec(text);
  return html`<code class="locator"><span>${scheme ?? ''}</span>${rest}</code>`;
}

/**
 * A button for what takes a role. One that may not be used can still be found and says why: a button that is just
 * disabled is passed over by the keyboard.
 */
export function guarded({ what, role, label, testid, style = '', act }) {
  const why = refusal(what, role);
  return html`<span class="guarded"><button
      type="button" class=${style} data-testid=${testid} aria-disabled=${why ? 'true' : nothing}
      title=${why ?? nothing} aria-description=${why ?? nothing}
      @click=${event => (why ? explain(event.currentTarget) : act(event))}
      @blur=${event => why && (event.currentTarget.parentElement.querySelector('.why').hidden = true)}>${label}</button
    >${why ? html`<span class="why" role="note" hidden>${why}</span>` : nothing}</span>`;
}

function explain(button) {
  const note = button.parentElement.querySelector('.why');
  note.hidden = !note.hidden;
  document.getElementById('announcements').textContent = note.hidden ? '' : note.textContent;
}

/** What a token that may not do everything is told once, where it looks for what is not there. */
export function roleNote() {
  const me = caller();
  if (!me || me.role === 'admin') return nothing;
  return html`<p class="rolenote" data-testid="role-note"><strong>${me.role === 'viewer' ? 'Read only.' : 'Operator.'}</strong>
    ${me.role === 'viewer'
      ? 'This token may look at everything, but change nothing, run nothing and capture nothing.'
      : 'This token may create, change and delete stacks. Commands, captures and networks that run commands take the role admin.'}</p>`;
}

/** A problem in words. */
export const problemBox = problem => !problem ? nothing : html`<div class="problem" role="alert" data-testid="problem">
  ${problem.title ? html`<strong>${problem.title}</strong> ` : nothing}<span>${problem.message ?? problem}</span>
  ${problem.errno ? html`<code>${problem.errno}</code>` : nothing}
</div>`;

// What is around every page: where one can go, whether the server is there, and who one is.
import { signOut, tryNow } from '../data/feed.js';
import { caller } from '../data/roles.js';
import { state } from '../data/store.js';
import { clock } from '../format.js';
import { marks, roleNote } from '../parts/bits.js';
import { html, nothing, View } from '../parts/view.js';
import { route } from '../routes.js';
import './signin.js';
import './overview.js';
import './stacks.js';
import './stack.js';
import './events.js';
import './server.js';

const PAGES = [
  ['overview', '#/', 'Overview'],
  ['stacks', '#/stacks', 'Stacks'],
  ['events', '#/events', 'Events'],
  ['server', '#/server', 'Server'],
];
const THEMES = { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' };

class Shell extends View {
  #ticking = 0;
  #moved = () => this.#arrive();

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', this.#moved);
    addEventListener('themechange', () => this.invalidate());
    this.#ticking = setInterval(() => state.connection === 'lost' && this.invalidate(), 500);
    this.#title();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#moved);
    clearInterval(this.#ticking);
  }

  /** A new page begins at its heading, for the eye and for the screen reader. */
  #arrive() {
    this.update();
    this.#title();
    scrollTo(0, 0);
    requestAnimationFrame(() => this.querySelector('h1')?.focus({ preventScroll: true }));
  }

  #title() {
    const { page, name } = route();
    const heading = name ?? PAGES.find(([id]) => id === page)?.[2] ?? 'Not found';
    document.title = `${heading} – vdestack`;
  }

  template() {
    if (state.connection === 'signed-out') return html`${marks()}<sign-in></sign-in>`;
    const { page, name } = route();
    return html`${marks()}
      <a class="skip" href="#main" @click=${event => this.#skip(event)}>Skip to the content</a>
      <header class="topbar">
        <a class="brand" href="#/" aria-label="vdestack, overview"><img src="favicon.svg" alt="" width="24" height="24">vdestack</a>
        <nav aria-label="Pages">${PAGES.map(([id, hash, label]) => html`<a href=${hash}
          aria-current=${id === page || (id === 'stacks' && page === 'stack') ? 'page' : nothing}>${label}</a>`)}</nav>
        <div class="topbar-end">
          ${this.#connection()}
          <button type="button" class="quiet icon" title=${THEMES[theme.chosen()]} aria-label=${THEMES[theme.chosen()]}
            data-testid="theme" @click=${() => this.#nextTheme()}>${{ system: '◐', light: '☀\uFE0E', dark: '☾' }[theme.chosen()]}</button>
          <button type="button" class="quiet" data-testid="sign-out" @click=${() => signOut()}
            title=${caller() ? `Signed in as ${caller().name}, ${caller().role}` : nothing}>Sign out</button>
        </div>
      </header>
      ${this.#lost()}
      <main id="main" tabindex="-1" class=${state.connection === 'lost' ? 'stale' : ''}>
        ${roleNote()}
        ${state.stacks === null && page !== 'server' ? this.#waiting() : this.#page(page, name)}
      </main>`;
  }

  /** Whoever signs out leaves no dialog open: in front of the sign-in page, it would keep the focus. */
  update() {
    if (state.connection === 'signed-out') document.querySelectorAll('dialog[open]').forEach(dialog => dialog.close());
    super.update();
  }

  #page(page, name) {
    switch (page) {
      case 'overview':
        return html`<overview-page></overview-page>`;
      case 'stacks':
        return html`<stacks-page></stacks-page>`;
      case 'stack':
        return html`<stack-page .name=${name}></stack-page>`;
      case 'events':
        return html`<events-page></events-page>`;
      case 'server':
        return html`<server-page></server-page>`;
      default:
        return html`<div class="empty"><h1 tabindex="-1">There is no such page</h1><p><a href="#/">To the overview</a></p></div>`;
    }
  }

  #waiting() {
    return state.connection === 'lost' ? nothing : html`<p class="waiting">Asking the server…</p>`;
  }

  #connection() {
    const [kind, text] = {
      live: ['good', 'Live'],
      connecting: ['busy', 'Connecting'],
      lost: ['bad', 'No connection'],
    }[state.connection];
    return html`<span class="state ${kind}" data-testid="connection"><svg viewBox="0 0 10 10" aria-hidden="true"><use href="#mark-${kind}"></use></svg>${text}</span>`;
  }

  #lost() {
    if (state.connection !== 'lost') return html`<div role="alert"></div>`;
    const seconds = state.retryAt ? Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000)) : 0;
    return html`<div class="lost" data-testid="lost">
      <p role="alert"><strong>No connection to the server:</strong> ${state.lostBecause}.
        ${state.heardAt ? html`What you see is as of ${clock(state.heardAt)}.` : nothing}</p>
      <span class="next">${seconds ? `Next try in ${seconds} s` : 'Trying…'}</span>
      <button type="button" @click=${tryNow} data-testid="try-now">Try now</button>
    </div>`;
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('#main').focus();
  }

  #nextTheme() {
    const all = Object.keys(THEMES);
    theme.choose(all[(all.indexOf(theme.chosen()) + 1) % all.length]);
    this.invalidate();
  }
}

customElements.define('vde-shell', Shell);

// The token is asked for, tried, and kept until the tab is closed.
import { Unreachable } from '../data/api.js';
import { signIn } from '../data/feed.js';
import { state } from '../data/store.js';
import { field } from '../parts/field.js';
import { html, nothing, View } from '../parts/view.js';

class SignIn extends View {
  #mistake = null;
  #busy = false;

  connectedCallback() {
    super.connectedCallback();
    this.querySelector('input').focus();
  }

  async #submit(event) {
    event.preventDefault();
    const input = event.target.elements.token;
    const token = input.value.trim();
    this.#mistake = token ? null : 'Paste a token first.';
    if (token && /[^\x21-\x7e]/.test(token)) this.#mistake = 'A token has no spaces and no such characters: was all of it pasted, and nothing else?';
    if (this.#mistake) return this.update();
    this.#busy = true;
    this.update();
    try {
      await signIn(token);
    } catch (e) {
      this.#mistake = e instanceof Unreachable ? 'The server does not answer. Is it still running?'
        : e.status === 401 ? 'The server does not know this token.' : e.message;
    }
    this.#busy = false;
    if (!this.isConnected) return;
    this.update();
    input.focus();
    input.select();
  }

  template() {
    return html`<main class="signin" id="main">
      <img src="favicon.svg" alt="" width="44" height="44">
      <h1>vdestack</h1>
      <p class="lead">Private network stacks of this machine.</p>
      ${state.signInProblem ? html`<p class="problem" role="alert">${state.signInProblem}</p>` : nothing}
      <form @submit=${event => this.#submit(event)} novalidate data-testid="signin">
        ${field({
          id: 'token',
          label: 'Token',
          hint: html`The first one is in the file <code>admin.token</code> in the server's data directory. It is kept until this tab is closed.`,
          mistakes: this.#mistake ? [{ detail: this.#mistake }] : [],
          control: ({ id, invalid, describedBy }) => html`<input id=${id} name="token" type="password" autocomplete="off"
            spellcheck="false" aria-invalid=${invalid} aria-describedby=${describedBy} data-testid="token">`,
        })}
        <button class="primary" data-testid="sign-in" aria-disabled=${this.#busy ? 'true' : nothing}>${this.#busy ? 'Signing in…' : 'Sign in'}</button>
      </form>
    </main>`;
  }
}

customElements.define('sign-in', SignIn);

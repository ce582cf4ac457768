// Dialogs: the browser's own, which keep the focus in and give it back.
import { html, nothing, View } from './view.js';
import { problemBox } from './bits.js';
import { learn } from '../data/roles.js';

/** Instead of the server's words where it names the fields, which say what is wrong themselves. */
const NOT_VALID = 'This is not valid yet, and nothing has been changed: see the marked fields.';

/** One dialog with a form. A subclass says heading(), body(), actionLabel and act(), which may throw a Problem. */
export class FormDialog extends View {
  problem = null;
  busy = false;
  actionLabel = 'OK';
  actionStyle = 'primary';
  /** Of what is being done, as refusals are remembered by. */
  what = '';
  /** Whether a role may do all of it or nothing; otherwise a refusal may be for what is in the form. */
  wholly = false;

  /** Puts it on the page. */
  open() {
    document.body.append(this);
    this.querySelector('dialog').showModal();
    this.querySelector('input, textarea')?.focus();
    return this;
  }

  close() {
    this.querySelector('dialog').close();
  }

  /** Mistakes of the body at this pointer or below it. */
  mistakes(pointer) {
    return (this.problem?.errors ?? []).filter(
      error => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`));
  }

  /** Pointers of the form's fields, so that what is wrong elsewhere is shown above them. */
  pointers() {
    return [];
  }

  #elsewhere() {
    return (this.problem?.errors ?? []).filter(
      error => !this.pointers().some(pointer => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`)));
  }

  async #submit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    this.update();
    try {
      await this.act(new FormData(event.target));
      this.close();
    } catch (e) {
      this.problem = e;
      if (this.wholly) learn(this.what, e);
    } finally {
      this.busy = false;
      if (this.isConnected) this.update();
    }
    this.querySelector('[aria-invalid=true]')?.focus();
  }

  template() {
    const elsewhere = this.#elsewhere();
    return html`<dialog aria-labelledby="dialog-title" @close=${() => this.remove()} data-testid=${this.testid}>
      <form @submit=${event => this.#submit(event)} novalidate>
        <h2 class="dialog-head" id="dialog-title">${this.heading()}</h2>
        <div class="dialog-body">
          ${problemBox(this.problem?.errors?.length ? NOT_VALID : this.problem)}
          ${elsewhere.length ? html`<ul class="mistakes">${elsewhere.map(error => html`<li><code>${error.pointer || 'body'}</code> ${error.detail}</li>`)}</ul>` : nothing}
          ${this.body()}
        </div>
        <div class="dialog-foot">
          <button type="button" data-testid="cancel" @click=${() => this.close()}>Cancel</button>
          <button type="submit" class=${this.actionStyle} data-testid="submit" aria-disabled=${this.busy ? 'true' : nothing}>
            ${this.busy ? 'Working…' : this.actionLabel}</button>
        </div>
      </form>
    </dialog>`;
  }
}

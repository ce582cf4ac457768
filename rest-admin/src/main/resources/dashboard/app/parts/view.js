// What all views are: an element that draws itself again, at most once a frame, when something has changed.
import { html, nothing, render, svg } from '../../lib/lit-html/lit-html.js';
import { watch } from '../data/store.js';

export { html, nothing, render, svg };

export class View extends HTMLElement {
  #pending = false;
  #unwatch = () => {};

  connectedCallback() {
    this.#unwatch = watch(() => this.invalidate());
    this.update();
  }

  disconnectedCallback() {
    this.#unwatch();
  }

  /** Soon. */
  invalidate() {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      if (this.isConnected) this.update();
    });
  }

  /** Now. */
  update() {
    render(this.template(), this);
  }
}

/** Says something to a screen reader. For results of what the user did; never for what changes by itself. */
export function announce(text) {
  document.getElementById('announcements').textContent = text;
}

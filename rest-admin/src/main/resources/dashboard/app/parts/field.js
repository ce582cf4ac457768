// A labelled field, with what is wrong with it next to it.
import { html, nothing } from './view.js';

/**
 * @param mistakes as in a problem document
 * @param control takes the attributes that tie it to label, hint and mistakes: {id, invalid, describedBy}
 */
export function field({ id, label, hint, mistakes = [], optional = false, control }) {
  const describedBy = mistakes.length ? `${id}-error` : hint ? `${id}-hint` : nothing;
  return html`<div class="field ${mistakes.length ? 'wrong' : ''}">
    <label for=${id}>${label}${optional ? html` <span class="optional">optional</span>` : nothing}</label>
    ${control({ id, invalid: mistakes.length ? 'true' : nothing, describedBy })}
    ${mistakes.length ? html`<p class="mistake" id="${id}-error">${mistakes.map(m => m.detail).join('; ')}</p>`
      : hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}

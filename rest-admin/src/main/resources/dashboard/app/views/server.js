// The server itself: its version, whether the machine can run stacks, and the kinds of network there are.
import * as api from '../data/api.js';
import { change, state } from '../data/store.js';
import { caller } from '../data/roles.js';
import { badge, locator, problemBox, stateBadge } from '../parts/bits.js';
import { html, nothing, View } from '../parts/view.js';

class ServerPage extends View {
  #problem = null;

  connectedCallback() {
    super.connectedCallback();
    this.#read();
  }

  async #read() {
    try {
      const [preflight, forwarders] = await Promise.all([api.preflight(), api.forwarders()]);
      this.#problem = null;
      change({ preflight, forwarders });
    } catch (e) {
      this.#problem = e;
      this.invalidate();
    }
  }

  template() {
    const me = caller();
    return html`
      <div class="page-head"><h1 tabindex="-1">Server</h1><button type="button" @click=${() => this.#read()}>Check again</button></div>
      ${problemBox(this.#problem)}
      <section class="panel" aria-label="About"><dl class="facts wide">
        <div><dt>Version</dt><dd>${state.root?.version ?? '–'}</dd></div>
        ${me ? html`<div><dt>Signed in as</dt><dd>${me.name}, ${me.role}</dd></div>` : nothing}
        <div><dt>API</dt><dd><code>${location.origin}/api/v1/</code></dd></div>
        ${state.root?.extensions?.length ? html`<div><dt>Extensions</dt><dd>${state.root.extensions.join(', ')}</dd></div>` : nothing}
      </dl></section>
      <section class="panel" aria-labelledby="preflight-title">
        <header class="panel-head"><h2 id="preflight-title">Can this machine run stacks?</h2></header>
        ${(state.preflight ?? []).length ? html`<ul class="checks">${state.preflight.map(check)}</ul>` : html`<p class="nothing">–</p>`}
      </section>
      <section class="panel" aria-labelledby="forwarders-title">
        <header class="panel-head"><h2 id="forwarders-title">Kinds of network</h2></header>
        <div class="scroll"><table>
          <thead><tr><th scope="col">Scheme</th><th scope="col">Available</th><th scope="col">Parameters</th><th scope="col">Bundle</th></tr></thead>
          <tbody>${(state.forwarders ?? []).map(forwarder => html`<tr>
            <th scope="row">${locator(`${forwarder.scheme}://`)}</th>
            <td>${forwarder.available ? badge('good', 'yes') : badge('warn', 'no')} ${forwarder.reason ?? ''}</td>
            <td class="rest">${parameters(forwarder.parameters)}</td>
            <td class="muted">${forwarder.bundle ?? ''} ${forwarder.version ?? ''}</td>
          </tr>`)}</tbody>
        </table></div>
      </section>`;
  }
}

function parameters(value) {
  const names = Array.isArray(value)
    ? value.map(p => (typeof p === 'object' ? p.name ?? p.key : p))
    : Object.keys(value ?? {});
  return names.length ? names.map(name => html`<code>${name}</code> `) : '–';
}

function check(item) {
  const result = item.result ?? item.status ?? item.state;
  return html`<li>${stateBadge(result)} <div><strong>${item.name ?? item.check ?? item.title ?? ''}</strong>
    <span>${item.detail ?? item.message ?? ''}</span>${item.remedy ? html`<p class="remedy">${item.remedy}</p>` : nothing}</div></li>`;
}

customElements.define('server-page', ServerPage);

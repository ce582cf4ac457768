// The picture's networks as a table: the same for eyes, ears and small screens.
import { traffic } from '../data/traffic.js';
import { rate } from '../format.js';
import { toStack } from '../routes.js';
import { locator, stateBadge } from '../parts/bits.js';
import { html, nothing } from '../parts/view.js';
import { linkless, networksOf } from './graph.js';

export function topologyList(stacks) {
  const alone = stacks.filter(stack => stack.links.length === 0);
  return html`<div class="scroll"><table class="topology-list" data-testid="topology-list">
    <thead><tr><th scope="col">Network</th><th scope="col">Stack</th><th scope="col">Link</th><th scope="col">State</th>
      <th scope="col">Addresses</th><th scope="col" class="number">Received</th><th scope="col" class="number">Sent</th></tr></thead>
    ${networksOf(stacks).map(({ network, ends }) => html`<tbody>${ends.map(({ stack, link }, i) => row(network, ends.length, i, stack, link))}</tbody>`)}
    ${alone.length ? html`<tbody>${alone.map((stack, i) => html`<tr>
      ${i === 0 ? html`<th scope="rowgroup" rowspan=${alone.length}>no network</th>` : nothing}
      <td><a href=${toStack(stack.name)}>${stack.name}</a></td><td>–</td><td>${stateBadge(stack.state)}</td><td>${linkless(stack)}</td><td></td><td></td></tr>`)}</tbody>` : nothing}
  </table></div>`;
}

function row(network, span, i, stack, link) {
  const last = traffic.link(stack.name, link.name).last;
  return html`<tr>
    ${i === 0 ? html`<th scope="rowgroup" rowspan=${span}>${locator(network)}</th>` : nothing}
    <td><a href=${toStack(stack.name)}>${stack.name}</a></td>
    <td><code>${link.name}</code></td>
    <td>${stateBadge(link.forwarder.state)}</td>
    <td><code>${(link.addresses ?? []).filter(a => !a.startsWith('fe80')).join(', ') || '–'}</code></td>
    <td class="number">${rate(last.received)}</td><td class="number">${rate(last.sent)}</td>
  </tr>`;
}

// The picture of the networks. One tab stop: the arrow keys move in it, Enter opens a stack.
import { traffic } from '../data/traffic.js';
import { rate, shorten } from '../format.js';
import { toStack } from '../routes.js';
import { mood, stateWord } from '../parts/bits.js';
import { html, nothing, svg, View } from '../parts/view.js';
import { linkless, linkMood } from './graph.js';
import { layout } from './layout.js';

const NARROWEST = 560;
/** Of the fixed-width letters in a tile, for one pixel of size. */
const ADVANCE = 0.605;
const WORST = ['good', 'busy', 'bad'];

class TopologyPicture extends View {
  #stacks = [];
  #width = 0;
  #picture = null;
  #current = null;
  #sizes = new ResizeObserver(([entry]) => {
    const width = Math.max(NARROWEST, Math.floor(entry.contentRect.width));
    if (width !== this.#width) {
      this.#width = width;
      this.#picture = null;
      this.invalidate();
    }
  });

  set stacks(stacks) {
    if (stacks !== this.#stacks) {
      this.#stacks = stacks;
      this.#picture = null;
      this.invalidate();
    }
  }

  connectedCallback() {
    this.#width = Math.max(NARROWEST, Math.floor(this.clientWidth));
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  template() {
    if (!this.#stacks.length) return html``;
    const picture = (this.#picture ??= layout(this.#stacks, this.#width));
    const current = picture.tiles.some(tile => tile.stack.name === this.#current) ? this.#current : picture.tiles[0].stack.name;
    return html`<svg class="topology ${picture.size.detail ? '' : 'dense'}" width=${picture.width} height=${picture.height} role="group" data-testid="topology"
        aria-label="Picture of the networks. Arrow keys move between stacks, Enter opens one. The same is in the list."
        @keydown=${event => this.#move(event)}>
      ${picture.blocks.map(b => svg`<rect class="block" x=${b.x} y=${b.y} width=${b.width} height=${b.height} rx="8" />`)}
      <g class="wires" aria-hidden="true">${picture.wires.map(wire => svg`<path class="wire ${worst(wire.links)}" d=${wire.path} />`)}</g>
      ${picture.cables.map(cable => this.#cable(cable))}
      ${picture.own ? svg`<text class="heading" x="2" y=${picture.own.y}>Not shared with another stack</text>` : nothing}
      ${picture.tiles.map(tile => this.#tile(tile, tile.stack.name === current))}
    </svg>`;
  }

  #cable(cable) {
    const bits = cable.ends.reduce((sum, { stack, link }) => sum + (traffic.link(stack.name, link.name).last.sent ?? 0), 0);
    const last = cable.ys.at(-1);
    return svg`<g class="cable" aria-hidden="true">
      ${cable.ys.map(y => svg`<path d="M${cable.x} ${y}H${cable.right}" />`)}
      ${cable.ys.length > 1 || cable.ys[0] > cable.top + 10 ? svg`<path d="M${cable.x} ${cable.top + 4}V${last}" />` : nothing}
      <circle cx=${cable.x} cy=${cable.ys.length > 1 || cable.ys[0] > cable.top + 10 ? cable.top + 4 : cable.ys[0]} r="4.5" />
      <text x=${cable.x - 6} y=${cable.label}>
        <tspan class="network">${shorten(cable.network, 64)}</tspan><tspan class="about" dx="10">${cable.ends.length} ${cable.ends.length === 1 ? 'link' : 'links'}</tspan><tspan class="about" dx="10">${bits >= 1000 ? rate(bits) : ''}</tspan>
      </text></g>`;
  }

  #tile({ stack, x, y, width, height, detail, alone }, current) {
    const { received, sent } = traffic.stack(stack.name).last;
    const kind = mood(stack.state);
    const font = detail ? 13 : height > 24 ? 12 : 11;
    const room = Math.floor((width - 26) / (font * ADVANCE));
    const bar = (width - 8) * activity((received ?? 0) + (sent ?? 0));
    return svg`<a class="tile ${kind}" href=${toStack(stack.name)} data-stack=${stack.name} tabindex=${current ? '0' : '-1'}
        aria-label=${label(stack)} transform="translate(${x} ${y})" @focus=${() => this.#focused(stack.name)}>
      <title>${label(stack)}</title>
      <rect class="body" width=${width} height=${height} rx="5" />
      <use href="#mark-${kind}" x="8" y=${detail ? 9.5 : height / 2 - 4.5} width="9" height="9" />
      <text class="name" x="22" y=${detail ? 18.5 : height / 2 + font * 0.35} font-size=${font}>${shorten(stack.name, room)}</text>
      ${detail ? svg`<text class="under" x="22" y="34">${shorten(address(stack), 20)}</text>` : nothing}
      ${alone && (stack.links.length || !detail) ? svg`<text class="under" x="2" y=${height + 12}>${shorten(stack.links.map(link => link.network).join(' ') || linkless(stack), Math.floor(width / 6.4))}</text>` : nothing}
      <rect class="activity" x="4" y=${height - 2.5} width=${bar.toFixed(1)} height="2" rx="1" />
    </a>`;
  }

  #focused(name) {
    if (this.#current !== name) {
      this.#current = name;
      this.invalidate();
    }
  }

  /** To the nearest tile in that direction. */
  #move(event) {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const here = this.#picture?.tiles.find(tile => tile.stack.name === event.target.dataset?.stack);
    if (!way || !here) return;
    event.preventDefault();
    let best = null;
    for (const tile of this.#picture.tiles) {
      const along = (tile.x - here.x) * way[0] + (tile.y - here.y) * way[1];
      const aside = Math.abs((tile.x - here.x) * way[1]) + Math.abs((tile.y - here.y) * way[0]);
      const distance = along + 3 * aside;
      if (along > 1 && (!best || distance < best.distance)) best = { tile, distance };
    }
    if (best) this.querySelector(`[data-stack="${best.tile.stack.name}"]`).focus();
  }
}

const worst = links => WORST[Math.max(...links.map(link => WORST.indexOf(linkMood(link))))];

const address = stack => stack.links.flatMap(link => link.addresses ?? []).find(a => !a.startsWith('fe80'))
  ?? (stack.links.length ? 'no address' : linkless(stack));

function label(stack) {
  const on = stack.links.map(link => link.network).join(', ') || 'no network';
  return `${stack.name} ${address(stack)}, ${stateWord(stack.state)}, on ${on}`;
}

/** From 0 for 1 kbit/s to 1 for 10 Gbit/s, by powers of ten. */
const activity = bits => Math.min(1, Math.max(0, (Math.log10(Math.max(bits, 1)) - 3) / 7));

customElements.define('topology-picture', TopologyPicture);

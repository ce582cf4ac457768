// Traffic over the last minutes: received above the line, sent below it.
import uPlot from '../../lib/uplot/uPlot.esm.js';
import { rate } from '../format.js';

/** Seconds. It begins with the lesser one, and grows as there is more to show. */
const LEAST = 60;
const MOST = 300;

/** Set series to one of the traffic's, then call draw() when it has moved. */
class TrafficChart extends HTMLElement {
  #plot = null;
  #sizes = new ResizeObserver(() => this.#resize());
  #themed = () => this.#build();
  series = null;

  connectedCallback() {
    this.setAttribute('role', 'img');
    addEventListener('themechange', this.#themed);
    this.#build();
    this.#sizes.observe(this);
  }

  disconnectedCallback() {
    removeEventListener('themechange', this.#themed);
    this.#sizes.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** For lit: draws what is new. */
  set moved(version) {
    this.draw();
  }

  draw() {
    if (!this.#plot || !this.series) return;
    const { time, received, sent, last } = this.series;
    this.#plot.setData([time, received, sent.map(bits => (bits === null ? null : -bits))]);
    this.setAttribute('aria-label', `Traffic of the last five minutes. Now ${rate(last.received)} received, ${rate(last.sent)} sent.`);
  }

  #resize() {
    if (this.#plot && this.clientWidth) this.#plot.setSize({ width: this.clientWidth, height: this.clientHeight });
  }

  #build() {
    this.#plot?.destroy();
    const colour = name => getComputedStyle(this).getPropertyValue(name).trim();
    const grid = { stroke: colour('--hairline'), width: 1 };
    const axis = { stroke: colour('--muted'), font: '11px ui-sans-serif, system-ui, sans-serif', grid, ticks: { show: false } };
    const line = (label, name) => ({
      label,
      stroke: colour(`--${name}`),
      fill: colour(`--${name}-fill`),
      width: 1.5,
      points: { show: false },
      value: (_, value) => rate(value === null ? null : Math.abs(value)),
    });
    this.#plot = new uPlot(
      {
        width: this.clientWidth || 600,
        height: this.clientHeight || 180,
        padding: [8, 28, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { setScale: false }, points: { size: 6 } },
        scales: { x: { range: () => minutes(this.series?.time ?? []) }, y: { range: (_, min, max) => symmetric(min, max) } },
        axes: [
          { ...axis, space: 80, size: 26, values: (_, ticks) => ticks.map(t => new Date(t * 1000).toLocaleTimeString('en-GB')) },
          { ...axis, size: 84, space: 36, values: (_, ticks) => ticks.map(t => rate(Math.abs(t))) },
        ],
        series: [{}, line('received', 'received'), line('sent', 'sent')],
        hooks: { setCursor: [plot => this.#tell(plot)], setData: [plot => this.#tell(plot)] },
      },
      [[], [], []],
      this);
    this.draw();
  }

  /** What is under the pointer, for whoever shows it. */
  #tell(plot) {
    const i = plot.cursor.idx;
    const at = i === null || i === undefined || plot.data[0][i] === undefined
      ? null
      : { time: plot.data[0][i] * 1000, received: plot.data[1][i], sent: plot.data[2][i] === null ? null : -plot.data[2][i] };
    this.dispatchEvent(new CustomEvent('pointat', { detail: at }));
  }
}

/** Up to what is known, or to now while nothing is. */
function minutes(time) {
  const end = time.at(-1) ?? Date.now() / 1000;
  return [end - Math.min(MOST, Math.max(LEAST, end - (time[0] ?? end))), end];
}

/** Zero is always there, and so is a little room while nothing moves. */
function symmetric(min, max) {
  const least = 1000;
  return [Math.min((min ?? 0) * 1.15, -least * 0.6), Math.max((max ?? 0) * 1.15, least)];
}

customElements.define('traffic-chart', TrafficChart);

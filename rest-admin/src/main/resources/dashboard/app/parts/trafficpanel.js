// A chart with its legend, which tells the numbers: those now, or those under the pointer.
import { clock, rate } from '../format.js';
import { traffic } from '../data/traffic.js';
import { html, View } from './view.js';
import './chart.js';

class TrafficPanel extends View {
  #series = () => null;
  #at = null;
  heading = '';

  /** A function that gives the series to be shown. */
  set source(series) {
    this.#series = series;
    this.invalidate();
  }

  #point(at) {
    this.#at = at;
    this.invalidate();
  }

  template() {
    const series = this.#series();
    if (!series) return html``;
    const { received, sent } = this.#at ?? series.last;
    return html`
      <header class="panel-head">
        <h2>${this.heading}</h2>
        <dl class="legend">
          <div class="received"><dt>Received</dt><dd data-testid="rate-received">${rate(received)}</dd></div>
          <div class="sent"><dt>Sent</dt><dd data-testid="rate-sent">${rate(sent)}</dd></div>
          <div class="when"><dt class="unseen">At</dt><dd>${this.#at ? clock(this.#at.time) : 'now'}</dd></div>
        </dl>
      </header>
      <traffic-chart .series=${series} .moved=${`${traffic.version} ${series.time.length}`} @pointat=${event => this.#point(event.detail)}
        data-testid="traffic-chart"></traffic-chart>`;
  }
}

customElements.define('traffic-panel', TrafficPanel);

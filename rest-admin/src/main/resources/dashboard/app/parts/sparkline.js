// The last minute of a series in a line of a table.
import { html, svg } from './view.js';

const POINTS = 60;
const WIDTH = 84;
const HEIGHT = 18;

export function sparkline(series) {
  const received = series.received.slice(-POINTS);
  const sent = series.sent.slice(-POINTS);
  const most = Math.max(1000, ...received, ...sent);
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
    ${svg`<path class="received" d=${path(received, most)} /><path class="sent" d=${path(sent, most)} />`}</svg>`;
}

function path(values, most) {
  let d = '';
  let pen = 'M';
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null) {
      pen = 'M';
      continue;
    }
    const x = WIDTH - ((values.length - 1 - i) * WIDTH) / (POINTS - 1);
    d += `${pen}${x.toFixed(1)} ${(HEIGHT - 1.5 - (values[i] / most) * (HEIGHT - 3)).toFixed(1)}`;
    pen = 'L';
  }
  return d;
}

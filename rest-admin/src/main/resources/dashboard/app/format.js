// Numbers and times as people read them.

const UNITS = ['', 'k', 'M', 'G', 'T'];

function scaled(value, step) {
  let i = 0;
  while (value >= step * 0.9995 && i < UNITS.length - 1) {
    value /= step;
    i++;
  }
  const digits = i === 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return [value.toFixed(digits), UNITS[i]];
}

/** Bits per second. */
export function rate(bits) {
  if (bits === null || bits === undefined) return '–';
  const [number, unit] = scaled(bits, 1000);
  return `${number} ${unit}bit/s`;
}

export function bytes(n) {
  if (n === undefined || n === null) return '–';
  const [number, unit] = scaled(n, 1000);
  return `${number} ${unit}B`;
}

export const count = n => (n === undefined || n === null ? '–' : n.toLocaleString('en').replaceAll(',', '\u2009'));

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** How long ago, roughly. */
export function ago(iso, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

export function clock(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleTimeString('en-GB');
}

export const moment = at => new Date(at).toLocaleString('en-GB');

/** queueFull becomes queue full. */
export const words = key => key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** Shortens in the middle: what tells names apart is at their ends. */
export function shorten(text, most) {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

// Counters become rates here. The server sends whole counters; what happened between two of them is the difference.

const KEPT = 300;
const TOTAL = '';

/** Rates over the last minutes, oldest first; null where there is none to tell. Bits and drops per second. */
class Series {
  time = [];
  received = [];
  sent = [];
  dropped = [];

  push(time, received, sent, dropped) {
    this.time.push(time);
    this.received.push(received);
    this.sent.push(sent);
    this.dropped.push(dropped);
    if (this.time.length > KEPT) {
      for (const column of [this.time, this.received, this.sent, this.dropped]) column.shift();
    }
  }

  get last() {
    const i = this.time.length - 1;
    return i < 0
      ? { received: null, sent: null, dropped: null }
      : { received: this.received[i], sent: this.sent[i], dropped: this.dropped[i] };
  }
}

const NONE = new Series();

export const dropsOf = link => Object.values(link.drops).reduce((sum, n) => sum + n, 0);

class Traffic {
  #series = new Map();
  #counters = new Map();
  #sockets = new Map();
  #previous = new Map();
  /** Moves with every sample. */
  version = 0;

  /** Takes the body of GET /stats. */
  add(items) {
    const present = new Set([TOTAL]);
    const sum = { time: 0, known: items.every(item => item.links.length === 0), received: 0, sent: 0, dropped: 0 };
    for (const item of items) {
      const time = Date.parse(item.time) / 1000;
      const ofStack = { received: 0, sent: 0, dropped: 0 };
      let known = item.links.length === 0;
      for (const link of item.links) {
        const key = `${item.stack}/${link.name}`;
        present.add(key);
        this.#counters.set(key, link);
        const rate = this.#rate(key, time, link);
        this.#of(key).push(time, rate?.received ?? null, rate?.sent ?? null, rate?.dropped ?? null);
        if (rate) {
          known = sum.known = true;
          ofStack.received += rate.received;
          ofStack.sent += rate.sent;
          ofStack.dropped += rate.dropped;
        }
      }
      present.add(item.stack);
      this.#sockets.set(item.stack, item.sockets);
      if (known) this.#of(item.stack).push(time, ofStack.received, ofStack.sent, ofStack.dropped);
      else this.#of(item.stack).push(time, null, null, null);
      sum.time = Math.max(sum.time, time);
      sum.received += ofStack.received;
      sum.sent += ofStack.sent;
      sum.dropped += ofStack.dropped;
    }
    const total = this.#of(TOTAL);
    const time = sum.time || Date.now() / 1000;
    if (sum.known) total.push(time, sum.received, sum.sent, sum.dropped);
    else total.push(time, null, null, null);
    for (const map of [this.#series, this.#counters, this.#previous, this.#sockets]) {
      for (const key of map.keys()) if (!present.has(key)) map.delete(key);
    }
    this.version++;
  }

  /** A gap, for a time in which nothing was heard. The next sample starts anew. */
  interrupt() {
    this.#previous.clear();
    for (const series of this.#series.values()) {
      const time = series.time.at(-1);
      if (time !== undefined) series.push(time + 0.001, null, null, null);
    }
  }

  /** Of all stacks; of one; of one link. */
  total = () => this.#series.get(TOTAL) ?? NONE;
  stack = name => this.#series.get(name) ?? NONE;
  link = (stack, link) => this.#series.get(`${stack}/${link}`) ?? NONE;

  /** As the server counted them; undefined before the first sample. */
  counters = (stack, link) => this.#counters.get(`${stack}/${link}`);
  sockets = stack => this.#sockets.get(stack);

  #of(key) {
    if (!this.#series.has(key)) this.#series.set(key, new Series());
    return this.#series.get(key);
  }

  /** Null for the first sample, and where counters began anew. */
  #rate(key, time, link) {
    const now = { time, received: link.receiveBytes, sent: link.transmitBytes, dropped: dropsOf(link) };
    const before = this.#previous.get(key);
    this.#previous.set(key, now);
    const seconds = before ? now.time - before.time : 0;
    if (seconds <= 0 || now.received < before.received || now.sent < before.sent || now.dropped < before.dropped) {
      return null;
    }
    return {
      received: ((now.received - before.received) * 8) / seconds,
      sent: ((now.sent - before.sent) * 8) / seconds,
      dropped: (now.dropped - before.dropped) / seconds,
    };
  }
}

export const traffic = new Traffic();

// Keeps what is known up to date: two streams, and the lists that they say have changed. Finds the server again by itself.
import * as api from './api.js';
import { serverSentEvents } from './sse.js';
import * as session from './session.js';
import { change, state } from './store.js';
import { traffic } from './traffic.js';

/** Counters come every second, and comments where nothing happens: a server that is silent for so long is not there. */
const SILENCE = 8_000;
const PAUSES = [1_000, 2_000, 3_000, 5_000];
const EVENTS_KEPT = 500;
const REFRESH = 15_000;
/** A hidden tab gives its connections back after this: a browser has six for each server. */
const HIDDEN = 60_000;
/** An id that no event has: after a 'reset', all events come that the server still knows. */
const FROM_THE_START = '0';

let streams = null; // AbortController of what is connected now
let wakeUp = () => {};
let lastEventId = null;
let refreshing = null;

export function startFeed() {
  addEventListener('online', () => wakeUp());
  document.addEventListener('visibilitychange', visibilityChanged);
  setInterval(() => state.connection === 'live' && refresh(), REFRESH);
  if (session.token()) connect();
}

/** Checks the token, then connects. Throws the Problem if the server does not take it. */
export async function signIn(token) {
  session.remember(token);
  try {
    const root = await api.root();
    change({ root, signInProblem: null, denied: {} });
  } catch (e) {
    session.forget();
    throw e;
  }
  connect();
}

export function signOut(problem = null) {
  session.forget();
  streams?.abort();
  streams = null;
  lastEventId = null;
  wakeUp();
  change({ connection: 'signed-out', signInProblem: problem, root: null, stacks: null, events: [] });
}

/** Does not wait any longer. */
export const tryNow = () => wakeUp();

/** Reads the stacks again; calls that come together are one request. Whoever has signed out meanwhile sees none. */
export async function refresh() {
  if (!session.token()) return;
  refreshing ??= api
    .stacks()
    .then(stacks => session.token() && change({ stacks: stacks.sort(byName) }))
    .catch(failed)
    .finally(() => (refreshing = null));
  await refreshing;
}

/** As people count: 9 before 10. */
const byName = (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true });

function failed(e) {
  if (e instanceof api.Problem && e.status === 401) signOut('The server does not take this token any more.');
}

async function connect() {
  streams?.abort();
  const mine = (streams = new AbortController());
  change({ connection: 'connecting', lostBecause: null });
  followEvents(mine.signal);
  for (let attempt = 0; !mine.signal.aborted; attempt++) {
    let reason = 'the server has closed the connection';
    try {
      await watched(mine.signal, watchdog => followStats(watchdog, () => (attempt = 0)));
    } catch (e) {
      failed(e);
      reason = e.message;
    }
    if (mine.signal.aborted) return;
    traffic.interrupt();
    const pause = PAUSES[Math.min(attempt, PAUSES.length - 1)];
    change({ connection: 'lost', lostBecause: reason, retryAt: Date.now() + pause });
    await sleep(pause);
    if (!mine.signal.aborted) change({ retryAt: null });
  }
}

async function followStats(watchdog, onConnected) {
  const { signal } = watchdog;
  const response = await api.statsStream(signal);
  onConnected();
  const root = await api.root({ signal });
  await refresh();
  signal.throwIfAborted();
  change({ connection: 'live', lostBecause: null, heardAt: Date.now(), root });
  for await (const { event, data } of serverSentEvents(response)) {
    watchdog.pat();
    if (event === 'stats') {
      traffic.add(JSON.parse(data).items);
      change({ heardAt: Date.now() });
    }
  }
}

/** Follows a stream for as long as something is heard of it. */
async function watched(signal, follow) {
  const watchdog = new Watchdog(SILENCE, signal);
  try {
    await follow(watchdog);
  } catch (e) {
    throw watchdog.barked ? new Error('nothing was heard of the server for a while') : e;
  } finally {
    watchdog.stop();
  }
}

async function followEvents(signal) {
  while (!signal.aborted) {
    try {
      await watched(signal, readEvents);
    } catch (e) {
      if (!signal.aborted && e instanceof api.Problem) change({ eventsProblem: e.message });
      if (!signal.aborted) failed(e);
    }
    if (!signal.aborted) await new Promise(resolve => setTimeout(resolve, state.eventsProblem ? 10_000 : 2_000));
  }
}

async function readEvents(watchdog) {
  const response = await api.eventStream(lastEventId ?? FROM_THE_START, watchdog.signal);
  change({ eventsProblem: null });
  for await (const { event, data, id } of serverSentEvents(response)) {
    watchdog.pat();
    if (event === 'comment' || (event === 'reset' && lastEventId === null)) continue;
    if (id !== undefined) lastEventId = id;
    note({ id, kind: event, ...parsed(data) });
  }
}

function parsed(data) {
  try {
    const value = JSON.parse(data);
    return typeof value === 'object' && value ? value : { text: String(value) };
  } catch {
    return { text: data };
  }
}

let soon = 0;

function note(event) {
  // a server that was started anew may count from the beginning
  if (event.id !== undefined && state.events.some(known => known.id === event.id && known.time === event.time)) return;
  change({ events: [{ heardAt: Date.now(), ...event }, ...state.events].slice(0, EVENTS_KEPT) });
  soon ||= setTimeout(() => {
    soon = 0;
    refresh();
  }, 300);
}

let hiding = 0;

function visibilityChanged() {
  clearTimeout(hiding);
  if (document.hidden) {
    hiding = setTimeout(() => {
      streams?.abort();
      streams = null;
      traffic.interrupt();
    }, HIDDEN);
  } else if (session.token() && !streams) {
    connect();
  } else {
    wakeUp();
  }
}

function sleep(ms) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    wakeUp = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** Aborts what has been silent for too long. */
class Watchdog {
  barked = false;
  #controller = new AbortController();
  #timer = 0;
  #outer;
  #end = () => this.#controller.abort();

  constructor(ms, outer) {
    this.ms = ms;
    this.#outer = outer;
    outer.addEventListener('abort', this.#end);
    this.pat();
  }

  get signal() {
    return this.#controller.signal;
  }

  pat() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.barked = true;
      this.#controller.abort();
    }, this.ms);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#end);
    this.#controller.abort();
  }
}

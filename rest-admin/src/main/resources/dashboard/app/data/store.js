// What is known now. One object, changed in one place, watched by the views.

const watchers = new Set();

export const state = {
  /** 'connecting', 'live', 'lost' or 'signed-out' */
  connection: 'signed-out',
  /** Why it was lost, in words, and when it is tried again, in ms since the epoch. */
  lostBecause: null,
  retryAt: null,
  /** When the server was last heard of. */
  heardAt: null,
  /** Why the sign-in page is shown, if not for the first time. */
  signInProblem: null,
  /** The answer of the API's root. */
  root: null,
  /** Array of stacks, sorted by name; null before the first answer. */
  stacks: null,
  /** Life cycle, newest first. */
  events: [],
  eventsProblem: null,
  forwarders: null,
  preflight: null,
  /** By what was tried: the server's words when it refused it for the token's role. */
  denied: {},
};

/** Merges what has changed, and tells who watches. */
export function change(what) {
  Object.assign(state, what);
  for (const watcher of watchers) watcher();
}

/** Returns a function that ends it. */
export function watch(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export const stackNamed = name => state.stacks?.find(stack => stack.name === name);

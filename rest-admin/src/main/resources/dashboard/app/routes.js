// Where in the dashboard: the fragment of the address, which no server sees.

/** {page, name}: page is one of overview, stacks, stack, events, server, missing. */
export function route() {
  let words;
  try {
    words = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  } catch {
    return { page: 'missing' }; // a % that stands for nothing
  }
  const [page, name] = words;
  if (page === '') return { page: 'overview' };
  if (page === 'stacks' && name) return { page: 'stack', name };
  if (['stacks', 'events', 'server'].includes(page) && !name) return { page };
  return { page: 'missing' };
}

export const toStack = name => `#/stacks/${encodeURIComponent(name)}`;

export function go(hash) {
  location.hash = hash;
}

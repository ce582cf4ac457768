// Who is on which network: the stacks as a graph.

/** Whether a stack is what was typed: part of its name, a label, a network or an address. */
export function matches(stack, words) {
  const text = [
    stack.name,
    stack.state,
    ...Object.entries(stack.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    ...stack.links.flatMap(link => [link.network, ...(link.addresses ?? [])]),
  ].join(' ').toLowerCase();
  return words.toLowerCase().split(/\s+/).every(word => text.includes(word));
}

/**
 * Networks by locator, in order: {network, ends: [{stack, link}]}. Links with the same locator are taken to be on one
 * network; what lies behind two different ones nobody here can tell.
 */
export function networksOf(stacks) {
  const networks = new Map();
  for (const stack of stacks) {
    for (const link of stack.links) {
      if (!networks.has(link.network)) networks.set(link.network, { network: link.network, ends: [] });
      networks.get(link.network).ends.push({ stack, link });
    }
  }
  return [...networks.values()].sort((a, b) => a.network.localeCompare(b.network, 'en', { numeric: true }));
}

/** What is said of a stack without links: one that could not be started has none, whatever was asked for. */
export const linkless = stack => (stack.state === 'FAILED' ? 'not started' : 'loopback alone');

/** How a link is: good, busy or bad. */
export function linkMood(link) {
  if (!link.up) return 'bad';
  switch (link.forwarder?.state) {
    case 'CONNECTED':
      return 'good';
    case 'CONNECTING':
      return 'busy';
    default:
      return 'bad';
  }
}

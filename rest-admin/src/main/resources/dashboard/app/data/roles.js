// Who may do what, said before it is tried where the server tells the token's role, and after it was refused where not.
import { change, state } from './store.js';

const RANK = { viewer: 0, operator: 1, admin: 2 };

/** The token's role and name; null while the server has not told. */
export const caller = () => state.root?.caller ?? null;

/** Why something may not be done, in words; null if it may be tried. */
export function refusal(what, needed) {
  const me = caller();
  if (me && RANK[me.role] < RANK[needed]) {
    return `${what} takes the role ${needed}; your token${me.name ? ` “${me.name}”` : ''} has the role ${me.role}.`;
  }
  return state.denied[what] ?? null;
}

/** Remembers that the server refused something for the token's role. */
export function learn(what, problem) {
  if (problem.status === 403) change({ denied: { ...state.denied, [what]: problem.message } });
}

import { entryOf, resetTable } from './interned'
import { AGENTS } from './layout'

/**
 * User agents, by their text. The host says by which text of its own each may be replaced: many agents say the same to
 * whoever reads them. Decided is (see interned.ts): address and length of what it is replaced by (16, 20), whether the name
 * of the session counts beside it (24).
 */

/** Longer agents are kept as they stand. */
const LONGEST: u32 = 4096

/** Forgets all agents. */
export function resetAgents(seed: u64): void {
  resetTable(AGENTS, seed)
}

/** An agent, 0 if it is too long or there are too many. */
export function agentOf(at: usize, length: u32): usize {
  return length > LONGEST ? 0 : entryOf(AGENTS, at, length)
}

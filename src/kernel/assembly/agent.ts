import { allocate } from './arena'
import { firstWord, sameBytes } from './fields'

/**
 * User agents, by their text. The host says by which text of its own each may be replaced: many agents say the same to
 * whoever reads them. New ones are reported to the host.
 */
const SLOTS: u32 = 1 << 14
const MOST: u32 = 8000
/** Longer agents are kept as they stand. */
export const LONGEST_AGENT: u32 = 4096

let slots: usize = 0
let size: u32 = 0

/** Agents that the host has not heard of, newest first. */
export let unheardAgents: usize = 0

/** The host took them. */
export function forgetUnheardAgents(): void {
  unheardAgents = 0
}

/** Forgets all agents: their memory was given back. */
export function resetAgents(): void {
  slots = 0
  size = 0
  unheardAgents = 0
}

/**
 * An agent, 0 if there are too many. Layout: address and length of the text (0, 4), of what it is replaced by (8, 12),
 * whether the host has decided (16), whether the name of the session counts beside it (20), next unheard (24).
 */
export function agentOf(at: usize, length: u32): usize {
  if (slots == 0) {
    slots = allocate(SLOTS << 2)
    if (slots == 0) return 0
    memory.fill(slots, 0, SLOTS << 2)
  }
  let slot = hashOf(at, length) & (SLOTS - 1)
  while (true) {
    const agent = <usize>load<u32>(slots + (slot << 2))
    if (agent == 0) return size >= MOST || length > LONGEST_AGENT ? 0 : addAgent(slot, at, length)
    if (load<u32>(agent, 4) == length && sameBytes(load<u32>(agent), at, length)) return agent
    slot = (slot + 1) & (SLOTS - 1)
  }
}

function addAgent(slot: u32, at: usize, length: u32): usize {
  const agent = allocate(32 + length + 16)
  if (agent == 0) return 0
  memory.fill(agent, 0, 32)
  memory.copy(agent + 32, at, length)
  store<u32>(agent, <u32>(agent + 32))
  store<u32>(agent, length, 4)
  store<u32>(agent, <u32>unheardAgents, 24)
  unheardAgents = agent
  store<u32>(slots + (slot << 2), <u32>agent)
  size++
  return agent
}

function hashOf(at: usize, length: u32): u32 {
  let hash: u64 = <u64>length
  const end = at + length
  for (; at + 8 <= end; at += 8) hash = rotl(hash ^ load<u64>(at), 29) * 0xbf58476d1ce4e5b9
  hash = rotl(hash ^ firstWord(at, <u32>(end - at)), 29) * 0xbf58476d1ce4e5b9
  return <u32>(hash >> 40)
}

import { entryOf, resetTable } from './interned'
import { CALLERS } from './layout'

/**
 * Who calls, by the text of the identity as it is projected, without what sessions have of their own. The host says of
 * whom requests are asked for. Decided is (see interned.ts): whether only the presence of the caller counts (16).
 */
let isAsked: bool = false

/** Whether callers are told apart. */
export function setCallers(asked: bool): void {
  isAsked = asked
}

/** Forgets all callers. */
export function resetCallers(seed: u64): void {
  resetTable(CALLERS, seed)
}

/** A caller, 0 if there are too many or nobody asks. */
export function callerOf(at: usize, length: u32): usize {
  return isAsked ? entryOf(CALLERS, at, length) : 0
}

/** Whether of a caller only the presence counts. */
export function isPassedOver(caller: usize): bool {
  return caller != 0 && load<u32>(caller, 16) != 0
}

/**
 * A set of numbers pairs, 8 bytes each: which events were counted already. Trails deliver some events twice
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html), and logs hold hundreds of
 * millions, so the identifiers themselves cannot be kept. Two different events of one row share a fingerprint with a
 * probability of about n²/2^65; the loss would be one in a count, never a permission, because rows are not keyed by it.
 */
export interface Seen {
  /** Remembers the text; false if it was there already. */
  add(text: string): boolean
  readonly size: number
}

const initialSlots = 1 << 12
const fullest = 0.6

/** An empty set. */
export function openSeen(): Seen {
  let slots = new Uint32Array(2 * initialSlots)
  let size = 0

  function place(table: Uint32Array, high: number, low: number): number {
    const mask = table.length / 2 - 1
    let slot = (high ^ low) & mask
    while (table[2 * slot] !== 0 || table[2 * slot + 1] !== 0) {
      if (table[2 * slot] === high && table[2 * slot + 1] === low) return -1
      slot = (slot + 1) & mask
    }
    return slot
  }

  function grow(): void {
    const larger = new Uint32Array(2 * slots.length)
    for (let at = 0; at < slots.length; at += 2) {
      const [high, low] = [slots[at]!, slots[at + 1]!]
      if (high === 0 && low === 0) continue
      const slot = place(larger, high, low)
      larger[2 * slot] = high
      larger[2 * slot + 1] = low
    }
    slots = larger
  }

  return {
    add(text) {
      const [high, low] = fingerprint(text)
      const slot = place(slots, high, low)
      if (slot < 0) return false
      slots[2 * slot] = high
      slots[2 * slot + 1] = low
      size += 1
      if (size > (slots.length / 2) * fullest) grow()
      return true
    },
    get size() {
      return size
    },
  }
}

/** 64 bits of a text: cyrb53's two multiplicative lanes, not cut to 53 bits. Never zero, which marks an empty slot. */
function fingerprint(text: string): readonly [number, number] {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return [a >>> 0, b >>> 0 || 1]
}

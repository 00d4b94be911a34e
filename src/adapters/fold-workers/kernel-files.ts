import type { Kernel } from './kernel.js'
import { eventWords, type FileFold, type NewGroups, type NewIdentities } from './messages.js'

/** Words of a group and of a tally: see src/kernel/assembly. */
const group = Object.freeze({ text: 1, length: 2, part: 3, samples: 4, tally: 6, outside: 7, number: 8 })
const tally = Object.freeze({
  ...{ next: 0, day: 1, count: 2, first: 3, last: 4, deliveries: 5, samples: 6 },
  ...{ firstDelivery: 7, lastDelivery: 8 },
})

/**
 * Words that say of a group and day: number of the group, day, events, their first and last, deliveries, samples that
 * follow, first and last delivery.
 */
export const tallyWords = 9
/** Words of a sample: time, length of the identifier, the identifier. */
export const sampleWords = 12

/** What a kernel has to say of its files. Groups are named by their numbers. */
export interface KernelFiles {
  /** Reads the file of `size` bytes at the kernel's input. */
  read(size: number): FileFold
  /** Groups that are new since it was asked last. */
  newGroups(): NewGroups
  /** Identities that are new since it was asked last; none if events do not name them. */
  newIdentities(): NewIdentities
  /** Counts events as {@link read} gave them, and takes them back: their memory is used for others. */
  count(events: Uint32Array): void
  /** What all groups came to since it was asked last. The groups are then forgotten, unless not so wanted. */
  flush(forgets?: boolean): Uint32Array
}

/** Nothing was read yet. */
export function openKernelFiles(kernel: Kernel): KernelFiles {
  let told = 0
  const spare: ArrayBuffer[] = []
  return {
    read(size) {
      const read = kernel.read(size)
      if (read.kind === 'left') return read
      return {
        kind: 'folded',
        characters: read.characters,
        events: eventsOf(kernel, spare),
        odd: oddOf(kernel),
      }
    },
    newGroups() {
      const groups = groupsFrom(kernel, told)
      told = kernel.exports.groups()
      return groups
    },
    newIdentities: () => identitiesOf(kernel),
    count(events) {
      count(kernel, events)
      if (spare.length < mostSpare) spare.push(events.buffer as ArrayBuffer)
    },
    flush(forgets = true) {
      const tallies = talliesOf(kernel)
      if (forgets) {
        kernel.reset()
        told = 0
      } else forgetTallies(kernel)
      return tallies
    },
  }
}

const eventsABlock = 1023

/** Memory of events that were counted is used again: what is left to the engine to collect adds up between files. */
const mostSpare = 32

function roomFor(words: number, spare: ArrayBuffer[]): Uint32Array {
  const at = spare.findIndex(({ byteLength }) => byteLength >= 4 * words)
  const [buffer] = at === -1 ? [new ArrayBuffer(5 * words)] : spare.splice(at, 1)
  return new Uint32Array(buffer!, 0, words)
}

function eventsOf({ exports }: Kernel, spare: ArrayBuffer[]): Uint32Array {
  const total = exports.eventCount()
  const events = roomFor(total * eventWords, spare)
  let block = total === 0 ? 0 : exports.firstEvents()
  for (let from = 0; from < total; from += eventsABlock) {
    const some = Math.min(eventsABlock, total - from)
    const words = new Uint32Array(exports.memory.buffer, block, (eventsABlock + 1) * eventWords)
    events.set(words.subarray(eventWords, eventWords * (some + 1)), from * eventWords)
    block = words[0]!
  }
  return events
}

function oddOf({ exports }: Kernel): readonly string[] {
  const odd: string[] = []
  for (let at = exports.oddCount() === 0 ? 0 : exports.firstOdd(); at !== 0; ) {
    const [next, length] = new Uint32Array(exports.memory.buffer, at, 2)
    odd.push(Buffer.from(exports.memory.buffer, at + 16, length!).toString())
    at = next!
  }
  return odd
}

function identitiesOf({ exports }: Kernel): NewIdentities {
  const all = new Uint32Array(exports.memory.buffer)
  const found: number[] = []
  for (let at = exports.takeUnheardIdentities(); at !== 0; at = all[at / 4]!) found.push(at)
  const lengths = Uint32Array.from(found, (at) => all[at / 4 + 1]!)
  const text = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let end = 0
  for (const [index, at] of found.entries()) {
    text.set(new Uint8Array(exports.memory.buffer, at + 16, lengths[index]!), end)
    end += lengths[index]!
  }
  return { lengths, text }
}

function groupsFrom({ exports }: Kernel, from: number): NewGroups {
  const count = exports.groups() - from
  const words = new Uint32Array(3 * count)
  const all = new Uint32Array(exports.memory.buffer)
  const addresses = Array.from({ length: count }, (_, index) => exports.group(from + index) / 4)
  let length = 0
  for (const [index, at] of addresses.entries()) {
    const part = all[at + group.part]!
    words.set([all[at + group.length]!, part === 0 ? 0 : all[part / 4 + group.number]! + 1], 3 * index)
    words[3 * index + 2] = all[at + group.outside]!
    length += all[at + group.length]!
  }
  const text = new Uint8Array(length)
  let end = 0
  for (const at of addresses) {
    const size = all[at + group.length]!
    text.set(new Uint8Array(exports.memory.buffer, all[at + group.text]!, size), end)
    end += size
  }
  return { words, text }
}

function count({ exports }: Kernel, events: Uint32Array): void {
  const most = exports.eventsRoom() * eventWords
  for (let from = 0; from < events.length; from += most) {
    const some = events.subarray(from, from + most)
    new Uint32Array(exports.memory.buffer, exports.eventsAddress(), some.length).set(some)
    if (exports.count(some.length / eventWords) === 0) throw new Error('the kernel has no memory to count in')
  }
}

function talliesOf({ exports }: Kernel): Uint32Array {
  const all = new Uint32Array(exports.memory.buffer)
  let [out, end] = [new Uint32Array(1 << 16), 0]

  function add(number: number, at: number, samples: number): void {
    const kept = samples === 0 ? 0 : all[samples / 4]!
    if (end + tallyWords + 3 * sampleWords > out.length) {
      const larger = new Uint32Array(2 * out.length)
      larger.set(out)
      out = larger
    }
    out.set([number, all[at + tally.day]!, all[at + tally.count]!, all[at + tally.first]!], end)
    out.set([all[at + tally.last]!, all[at + tally.deliveries]!, kept], end + 4)
    out.set([all[at + tally.firstDelivery]!, all[at + tally.lastDelivery]!], end + 7)
    out.set(all.subarray(samples / 4 + 4, samples / 4 + 4 + sampleWords * kept), end + tallyWords)
    end += tallyWords + sampleWords * kept
  }

  for (let number = 0; number < exports.groups(); number++) {
    const words = exports.group(number) / 4
    // Those of the group are told with the first of its days that counts.
    let samples = all[words + group.samples]!
    for (let at = all[words + group.tally]! / 4; at !== 0; at = all[at + tally.next]! / 4) {
      const own = all[at + tally.samples]!
      const takes = own === 0 && all[at + tally.count] !== 0
      add(number, at, takes ? samples : own)
      if (takes) samples = 0
    }
  }
  return out.slice(0, end)
}

/** Groups keep their numbers. The memory of the tallies is given back with that of the groups. */
function forgetTallies({ exports }: Kernel): void {
  const all = new Uint32Array(exports.memory.buffer)
  for (let number = 0; number < exports.groups(); number++) {
    const at = exports.group(number) / 4
    all[at + group.tally] = 0
    all[at + group.samples] = 0
  }
}

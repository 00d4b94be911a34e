import type { KernelExports } from '../../kernel/exports.js'
import { leftReasons, stepMore, stepWhole } from './kernel-codes.js'
import { type Learning, openLearning } from './learning.js'
import type { Answers, Questions } from './messages.js'
import { type AskedFields, recordFields } from './record-fields.js'
import { type CompiledKernel, instantiate } from './web-assembly.js'

/** A kernel with one file at a time in it. */
export interface Kernel {
  readonly exports: KernelExports
  /** Where a file is to be put, with room for {@link inputSize} bytes. A new view after every growth of memory. */
  input(): Buffer
  readonly inputSize: number
  /** Reads the file of `size` bytes at the input; says why it is left to others, or nothing if it was read whole. */
  read(size: number): ReadWhole | ReadLeft
  /** Bytes that groups take. */
  readonly arena: number
  /** Forgets all groups. */
  reset(): void
}

/** A file that was read to its end. */
export interface ReadWhole {
  readonly kind: 'whole'
  /** Bytes of text. */
  readonly characters: number
}

/** A file that is for others to read. */
export interface ReadLeft {
  readonly kind: 'left'
  readonly reason: string
}

/** What the kernel cannot settle itself, so that it knows no random numbers, no clock and no checksum. */
export interface KernelSurroundings {
  /** CRC-32 of bytes that follow others with the checksum given. */
  readonly crc32: (bytes: Uint8Array, before: number) => number
  /** Nobody who writes logs may know it. */
  readonly seed: bigint
  readonly asked: AskedFields
  /** The period, as seconds since 1970. */
  readonly period: { readonly start: number; readonly end: number }
  /** Whether the earliest events of a group are kept of every day. */
  readonly byDay: boolean
  /** Whether each event names its identity. */
  readonly identities: boolean
  /** Whether it is asked what some call, not what all do. */
  readonly callers: boolean
  /** Decides on what the kernel met for the first time. */
  readonly ask: (questions: Questions) => Answers
}

/** Text at most; beyond that the plain path watches the ratio and streams. */
const mostText = 1 << 30
/** As adapters/files has it: a file that decompresses to far more than its size may be a bomb. */
const mostRatio = 200
const ratioFree = 64 << 20

/** A kernel from the compiled module. */
export function openKernel(module: CompiledKernel, around: KernelSurroundings): Kernel {
  const exports = instantiate(module)
  const empty = exports.arenaTop()
  const learning = openLearning(exports, around.ask)
  const inputSize = exports.inputSize()

  function reset(): void {
    exports.release(empty)
    learning.reset()
    const root = recordFields(exports, around.asked)
    if (exports.reset(around.seed, root) === 0) throw new Error('the kernel has no memory to start with')
    exports.setPeriod(around.period.start, around.period.end)
    exports.setDays(around.byDay ? 1 : 0)
    exports.setCallers(around.callers ? 1 : 0)
    exports.setIdentities(around.identities ? 1 : 0)
  }

  reset()
  return {
    exports,
    inputSize,
    input: () => Buffer.from(exports.memory.buffer, exports.inputAddress(), inputSize),
    read: (size) => read(exports, size, learning, around),
    get arena() {
      return exports.arenaTop() - empty
    },
    reset,
  }
}

function read(
  kernel: KernelExports,
  size: number,
  learning: Learning,
  { crc32 }: KernelSurroundings,
): ReadWhole | ReadLeft {
  let result = kernel.open(size)
  let [characters, checksum] = [0, 0]
  while (result === stepMore) {
    result = kernel.step()
    const bytes = kernel.stepSize()
    if (kernel.hasChecksum() !== 0) {
      checksum = crc32(new Uint8Array(kernel.memory.buffer, kernel.stepText(), bytes), checksum)
    }
    characters += bytes
    if (characters > mostText || (characters > ratioFree && characters > mostRatio * size))
      return { kind: 'left', reason: 'size' }
    if (!decided(kernel, learning)) return { kind: 'left', reason: 'memory' }
  }
  if (result !== stepWhole) return { kind: 'left', reason: leftReasons[result] ?? 'unknown' }
  const isSound = kernel.hasChecksum() === 0 || checksum >>> 0 === kernel.statedChecksum() >>> 0
  return isSound ? { kind: 'whole', characters } : { kind: 'left', reason: 'checksum' }
}

/** Has the records that wait read again until none does. False if the kernel has no memory. */
function decided(kernel: KernelExports, learning: Learning): boolean {
  while (kernel.waiting() > 0) {
    learning.answer()
    if (kernel.again() === 0) return false
  }
  return true
}

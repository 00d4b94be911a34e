import type { MessagePort } from 'node:worker_threads'
import type { AskedFields } from './record-fields.js'
import type { CompiledKernel } from './web-assembly.js'

/** What a worker is started with. */
export interface WorkerData {
  readonly module: CompiledKernel
  readonly seed: bigint
  readonly asked: AskedFields
  /** In seconds since 1970, the end excluded. */
  readonly period: { readonly start: number; readonly end: number }
  readonly byDay: boolean
  /** Whether each event names its identity. */
  readonly identities: boolean
  /** Whether it is asked what some call, not what all do. */
  readonly callers: boolean
  /** Bytes of groups after which a worker is full. */
  readonly room: number
  /** Where answers to its questions come from. */
  readonly answers: MessagePort
  /** Counts the answers: a worker waits for the next. */
  readonly answered: Int32Array
}

/** What a worker is told. */
export type ToWorker =
  | {
      readonly kind: 'fold'
      readonly batch: number
      readonly files: readonly { path: string; bytes: number }[]
    }
  /** Events of its files that count now: as they came, with the flag of those that were delivered before. */
  | { readonly kind: 'count'; readonly files: readonly Uint32Array[] }
  /**
   * Say what the groups come to, of what was counted so far. Then forget what was said, and the groups too if `forgets`:
   * then everything was counted.
   */
  | { readonly kind: 'flush'; readonly forgets: boolean }

/** What a worker says. */
export type FromWorker =
  | { readonly kind: 'ask'; readonly questions: Questions }
  | {
      readonly kind: 'folded'
      readonly batch: number
      readonly groups: NewGroups
      readonly identities: NewIdentities
      readonly files: readonly FileFold[]
      readonly isFull: boolean
    }
  | { readonly kind: 'tallies'; readonly tallies: Uint32Array }

/** Groups that were not there before, in the order of their numbers. */
export interface NewGroups {
  /** Three words for each: length of its text, one more than the number of the group that it is a part of, outside of the period. */
  readonly words: Uint32Array
  /** The texts one behind the other. */
  readonly text: Uint8Array
}

/** Identities that were not there before, in the order of their numbers: their texts one behind the other. */
export interface NewIdentities {
  readonly lengths: Uint32Array
  readonly text: Uint8Array
}

/** What a file came to. Nothing of it counts before it is said so; nothing of a file that was left. */
export type FileFold =
  | {
      readonly kind: 'folded'
      readonly characters: number
      /** {@link eventWords} for each event: see src/kernel/assembly/ledger.ts. */
      readonly events: Uint32Array
      /** Records that the kernel leaves to the plain decoder, as they stand. */
      readonly odd: readonly string[]
    }
  | { readonly kind: 'left'; readonly reason: string }

/** Words of an event. */
export const eventWords = 21

/** What a kernel cannot decide on: it knows no names. */
export interface Questions {
  /** Kinds of events. */
  readonly events: readonly EventName[]
  readonly keys: readonly KeyQuestion[]
  readonly agents: readonly string[]
  /** Identities as they are projected: JSON. */
  readonly callers: readonly string[]
}

/** What names a kind of event. */
export interface EventName {
  readonly source: string
  readonly name: string
}

/** A member of an event's request or response. */
export interface KeyQuestion {
  readonly event: EventName
  readonly side: 'request' | 'response'
  /** From the request down to the member, which is the last. Whether it stands in a list is not known. */
  readonly path: readonly { readonly key: string; readonly inList: boolean }[]
}

/** The answers, in the order of the questions. */
export interface Answers {
  readonly events: readonly {
    /** Whether members are asked for one by one; otherwise request and response count as a whole. */
    readonly isRead: boolean
    /** Whether they count even if of the caller only the presence does. */
    readonly ofAnybody: boolean
  }[]
  /** Of the codes in kernel-codes.ts. */
  readonly keys: readonly { readonly action: number; readonly meaning: number }[]
  readonly agents: readonly {
    /** Says the same to whoever reads a record. */
    readonly text: string
    /** Whether the name of the session counts beside it. */
    readonly namesSession: boolean
  }[]
  /** Whether what they call is asked for; otherwise only that they were there. */
  readonly callers: readonly boolean[]
}

import type { MessagePort, Worker } from 'node:worker_threads'
import { type FileFolding, type FoldedFile, FolderFailed, type LogFile } from '../../workflows/ports.js'
import { type Batch, batchesOf } from './batches.js'
import type { DistinctGroup } from './distinct-groups.js'
import { type Folding, judge, understand } from './judge.js'
import {
  type Answers,
  eventWords,
  type FileFold,
  type FromWorker,
  type Questions,
  type ToWorker,
} from './messages.js'
import type { ThreadStarts } from './start-events.js'
import { addTallies } from './tallies.js'

/** A thread as it is started. */
export interface StartedWorker {
  readonly worker: Worker
  readonly answers: MessagePort
  readonly answered: Int32Array
}

/** One thread and what it has to do. */
interface Hand extends StartedWorker {
  /** Its groups by their numbers. */
  groups: DistinctGroup[]
  readonly starts: ThreadStarts | undefined
  /** Batches that it was given and has not folded. */
  folding: number
  /** Batches whose events wait for their verdict. */
  waiting: number
  /** No more batches until it said what its groups come to. */
  isFull: boolean
  /** It was asked what its groups come to, and whether it then forgets them. */
  flushing: 'no' | 'keeps' | 'forgets'
}

interface Folded {
  readonly hand: Hand
  readonly fold: FileFold
  readonly batch: Batch
}

/** Batches that a hand has at once: it never waits for the next one. */
const batchesAHand = 2
/** How far the hands may be ahead of the file that is asked for, in batches a hand. */
const ahead = 8

/** What a run works with. */
export interface RunParts {
  readonly files: readonly LogFile[]
  readonly workers: readonly StartedWorker[]
  readonly decide: (questions: Questions) => Answers
  readonly folding: Folding
}

/** A run of workers over files. Files are given out in order and verdicts are spoken in order, whoever is done first. */
export class WorkerFolding implements FileFolding {
  readonly #parts: RunParts
  readonly #hands: readonly Hand[]
  readonly #batches: readonly Batch[]
  readonly #folded = new Map<number, Folded>()
  readonly #counted = new Map<Hand, Uint32Array[]>()
  #given = 0
  #settled = 0
  #cursor = 0
  #failure: Error | undefined
  #closed = false
  #wake: () => void = () => undefined

  constructor(parts: RunParts) {
    this.#parts = parts
    this.#batches = batchesOf(parts.files)
    this.#hands = parts.workers.map((started) => this.#handOf(started))
    this.#give()
  }

  async next(): Promise<FoldedFile> {
    const index = this.#cursor++
    const file = this.#parts.files[index]
    if (file?.path === undefined || file.bytes === undefined) return { kind: 'left', reason: 'not-on-disk' }
    while (!this.#folded.has(index)) await this.#something()
    const { hand, fold, batch } = this.#folded.get(index)!
    this.#folded.delete(index)
    const folded = await this.#judge(hand, fold)
    if (batch.files.at(-1) === index) this.#settle(hand)
    return folded
  }

  async #judge(hand: Hand, fold: FileFold): Promise<FoldedFile> {
    if (fold.kind === 'left') return fold
    const { folding } = this.#parts
    const understood = understand(fold, hand.groups, folding)
    if (understood === undefined) return { kind: 'left', reason: 'skipped-element' }
    if (understood.places.size > 0) await folding.seen.load?.(understood.places)
    const records = fold.events.length / eventWords + fold.odd.length
    const { counts, events } = judge(understood, folding)
    hand.starts?.learn(counts, hand.groups)
    this.#counts(hand).push(counts)
    return { kind: 'folded', records, characters: fold.characters, events }
  }

  async settle(): Promise<void> {
    for (const hand of this.#hands) {
      this.#tellCounts(hand)
      if (hand.flushing === 'no') this.#flush(hand, 'keeps')
    }
    await this.#flushed()
  }

  async finish(): Promise<void> {
    for (const hand of this.#hands) this.#flush(hand, 'forgets')
    await this.#flushed()
  }

  async #flushed(): Promise<void> {
    while (this.#hands.some(({ flushing }) => flushing !== 'no')) await this.#something()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#fail(new Error('it was closed'))
    await Promise.all(this.#hands.map(({ worker }) => worker.terminate()))
    for (const { answers } of this.#hands) answers.close()
  }

  #handOf(started: StartedWorker): Hand {
    const starts = this.#parts.folding.starts?.openThread()
    const idle = { folding: 0, waiting: 0, isFull: false, flushing: 'no' } as const
    const hand: Hand = { ...started, groups: [], starts, ...idle }
    const { worker } = started
    worker.on('message', (message: FromWorker) => this.#hear(hand, message))
    worker.on('error', (error) => this.#fail(error))
    worker.on('exit', (status) => {
      if (!this.#closed) this.#fail(new Error(`a worker left with status ${status}`))
    })
    return hand
  }

  /** What is thrown here would end the process, so it ends the run. */
  #hear(hand: Hand, message: FromWorker): void {
    try {
      if (message.kind === 'ask') this.#answer(hand, message.questions)
      else if (message.kind === 'tallies') this.#gather(hand, message.tallies)
      else this.#take(hand, message)
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
    this.#wake()
  }

  #answer({ answers, answered }: Hand, questions: Questions): void {
    answers.postMessage(this.#parts.decide(questions))
    Atomics.add(answered, 0, 1)
    Atomics.notify(answered, 0)
  }

  #take(hand: Hand, message: Extract<FromWorker, { kind: 'folded' }>): void {
    const { groups, identities, files, isFull } = message
    const batch = this.#batches[message.batch]!
    this.#parts.folding.distinct.add(hand.groups, groups)
    hand.starts?.hear(identities)
    for (const [at, fold] of files.entries()) this.#folded.set(batch.files[at]!, { hand, fold, batch })
    hand.folding -= 1
    hand.waiting += 1
    if (isFull) hand.isFull = true
    this.#give()
  }

  #gather(hand: Hand, tallies: Uint32Array): void {
    const { activity, question } = this.#parts.folding
    addTallies(tallies, hand.groups, { activity, byDay: question.byDay === true })
    if (hand.flushing === 'forgets') {
      hand.starts?.settle()
      hand.groups = []
      hand.isFull = false
    }
    hand.flushing = 'no'
    this.#give()
  }

  #fail(error: Error): void {
    this.#failure ??= new FolderFailed(error.message)
    this.#wake()
  }

  async #something(): Promise<void> {
    if (this.#failure === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Gives out batches, in order, to whoever has the least to do. */
  #give(): void {
    for (;;) {
      const batch = this.#batches[this.#given]
      if (batch === undefined || batch.number >= this.#settled + ahead * this.#hands.length) return
      const free = this.#hands.filter(({ isFull, folding }) => !isFull && folding < batchesAHand)
      const hand = free.sort((a, b) => a.folding - b.folding)[0]
      if (hand === undefined) return
      hand.folding += 1
      this.#given += 1
      const files = batch.files.map((index) => ({
        path: this.#parts.files[index]!.path!,
        bytes: this.#parts.files[index]!.bytes!,
      }))
      tell(hand, { kind: 'fold', batch: batch.number, files })
    }
  }

  #counts(hand: Hand): Uint32Array[] {
    const counts = this.#counted.get(hand) ?? []
    this.#counted.set(hand, counts)
    return counts
  }

  /** The last file of a batch had its verdict. */
  #settle(hand: Hand): void {
    this.#tellCounts(hand)
    hand.waiting -= 1
    this.#settled += 1
    if (hand.isFull && hand.waiting === 0 && hand.folding === 0) this.#flush(hand, 'forgets')
    this.#give()
  }

  /** Its files that had their verdict count from now on. */
  #tellCounts(hand: Hand): void {
    const files = this.#counts(hand)
    this.#counted.delete(hand)
    if (files.length > 0)
      tell(
        hand,
        { kind: 'count', files },
        files.map(({ buffer }) => buffer as ArrayBuffer),
      )
  }

  #flush(hand: Hand, how: 'keeps' | 'forgets'): void {
    if (how === 'forgets') hand.isFull = true
    hand.flushing = how
    tell(hand, { kind: 'flush', forgets: how === 'forgets' })
  }
}

function tell({ worker }: Hand, message: ToWorker, moved: readonly ArrayBuffer[] = []): void {
  worker.postMessage(message, moved)
}

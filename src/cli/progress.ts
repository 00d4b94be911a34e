import type { Writable } from 'node:stream'
import type { LogFile, Observer } from '../workflows/ports.js'
import { amount } from './amounts.js'

/** Where and how progress is drawn. */
export interface ProgressOptions {
  readonly stderr: Writable
  /** False hides everything: not a terminal, or `--quiet`. */
  readonly visible: boolean
  readonly columns: number
  /** Milliseconds. */
  readonly now: () => number
}

/** An observer that draws one line, and takes it away. */
export interface Progress extends Observer {
  /** Removes the line. Call it before anything else is written. */
  clear(): void
}

/** A run shorter than this shows nothing. */
const quietMilliseconds = 1000
const redrawMilliseconds = 100

/** Files, megabytes a second and remaining time in one line that is rewritten, from the first second on. */
export function progressLine(options: ProgressOptions): Progress {
  const state = {
    files: 0,
    found: 0,
    bytes: undefined as number | undefined,
    filesDone: 0,
    bytesDone: 0,
    characters: 0,
  }
  const started = options.now()
  let drawn = started + quietMilliseconds - redrawMilliseconds
  let shown = false

  function draw(): void {
    const now = options.now()
    if (!options.visible || now - drawn < redrawMilliseconds) return
    drawn = now
    shown = true
    const line = lineOf(state, now - started).slice(0, Math.max(options.columns - 1, 20))
    options.stderr.write(`\r${line}\u001b[K`)
  }

  return {
    listing(files) {
      state.found = files
      draw()
    },
    listed(files, bytes) {
      state.files = files
      state.bytes = bytes
      draw()
    },
    finished(file: LogFile, outcome) {
      state.filesDone++
      state.bytesDone += file.bytes ?? 0
      state.characters += outcome.characters
      draw()
    },
    clear() {
      if (shown) options.stderr.write('\r\u001b[K')
      shown = false
    },
  }
}

interface State {
  readonly files: number
  /** Of a listing that is under way; no file is done before it ends. */
  readonly found: number
  readonly bytes: number | undefined
  readonly filesDone: number
  readonly bytesDone: number
  readonly characters: number
}

/** Speed is that of the disk; of a pipe, whose size is unknown, that of the text. */
function lineOf(state: State, elapsed: number): string {
  if (state.files === 0) return `listing, ${amount(state.found)} objects found`
  const done = state.bytes === undefined ? state.characters : state.bytesDone
  const parts = [
    `${amount(state.filesDone)} of ${amount(state.files)} files`,
    `${(done / 1e6 / (elapsed / 1000)).toFixed(1)} MB/s`,
  ]
  if (state.bytes !== undefined && state.bytesDone > 0)
    parts.push(remaining(state.bytes, state.bytesDone, elapsed))
  return `reading ${parts.join(', ')}`
}

function remaining(bytes: number, done: number, elapsed: number): string {
  const seconds = Math.ceil((elapsed * (bytes - done)) / done / 1000)
  if (seconds < 60) return `${seconds} s left`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s left`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`
}

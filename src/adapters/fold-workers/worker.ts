import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { type Kernel, openKernel } from './kernel.js'
import { type KernelFiles, openKernelFiles } from './kernel-files.js'
import type { Answers, FileFold, FromWorker, Questions, ToWorker, WorkerData } from './messages.js'

/** The thread that reads files: one kernel, told what to do by messages. What records mean it does not know. */
function serve(data: WorkerData): void {
  const kernel = openKernel(data.module, { ...data, crc32, ask: (questions) => ask(data, questions) })
  const files = openKernelFiles(kernel)
  parentPort!.on('message', (message: ToWorker) => obey(message, kernel, files, data.room))
}

function obey(message: ToWorker, kernel: Kernel, files: KernelFiles, room: number): void {
  if (message.kind === 'count') for (const events of message.files) files.count(events)
  else if (message.kind === 'flush') {
    const tallies = files.flush(message.forgets)
    say({ kind: 'tallies', tallies }, [tallies])
  } else {
    const folded = message.files.map(({ path, bytes }) => readFile(path, bytes, kernel, files))
    const groups = files.newGroups()
    const events = folded.flatMap((file) => (file.kind === 'folded' ? [file.events] : []))
    const identities = files.newIdentities()
    const isFull = kernel.arena > room
    say({ kind: 'folded', batch: message.batch, groups, identities, files: folded, isFull }, [
      ...events,
      groups.words,
      groups.text,
      identities.lengths,
      identities.text,
    ])
  }
}

function say(message: FromWorker, moved: readonly ArrayBufferView[]): void {
  parentPort!.postMessage(
    message,
    moved.map(({ buffer }) => buffer as ArrayBuffer),
  )
}

/** Waits for the answer: until it is there, nothing can be read further. */
function ask({ answers, answered }: WorkerData, questions: Questions): Answers {
  const before = Atomics.load(answered, 0)
  say({ kind: 'ask', questions }, [])
  Atomics.wait(answered, 0, before)
  return receiveMessageOnPort(answers)!.message as Answers
}

/** Whatever keeps a file from being read is for the plain path to find again, and to name. */
function readFile(path: string, bytes: number, kernel: Kernel, files: KernelFiles): FileFold {
  if (bytes > kernel.inputSize) return { kind: 'left', reason: 'size' }
  const size = readInto(kernel.input(), path)
  if (size === undefined) return { kind: 'left', reason: 'unreadable' }
  return size === bytes ? files.read(size) : { kind: 'left', reason: 'size' }
}

/** Reads at once: for small files a call costs more than what it reads. */
function readInto(input: Buffer, path: string): number | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      // Less than there is room for is all there is: whoever asked compares it with the size of the file.
      return readSync(file, input, 0, input.length, null)
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

serve(workerData as WorkerData)

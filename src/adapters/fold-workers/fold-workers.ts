import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { FileFolder, FoldTask, LogFile } from '../../workflows/ports.js'
import { openDecisions } from './decisions.js'
import { openDistinctGroups } from './distinct-groups.js'
import { type StartedWorker, WorkerFolding } from './folding.js'
import type { WorkerData } from './messages.js'
import { periodOf, timeIn } from './period.js'
import { openStartEvents } from './start-events.js'
import { type CompiledKernel, compileKernel } from './web-assembly.js'

/** What may differ from the defaults. */
export interface FoldWorkersOptions {
  /** Threads. Default: as many as the machine has for us, at most {@link mostWorkers}. */
  readonly workers?: number | undefined
  /** Stored bytes below which starting threads costs more than it saves. Default: 2 MB. */
  readonly fewestBytes?: number | undefined
  /** Bytes of distinct records that a thread keeps before it hands over what they came to. Default: 24 MiB. */
  readonly room?: number | undefined
  /** The compiled kernel. Default: the one that is shipped beside this file. */
  readonly module?: URL | undefined
  /** The file of the thread. Default: the one beside this file. */
  readonly worker?: URL | undefined
}

/** Beyond that the disk, and the one thread that speaks the verdicts, are what is waited for. */
const mostWorkers = 16
const fewestBytes = 2_000_000
const defaultRoom = 24 << 20

/**
 * Folds files on worker threads through the WebAssembly kernel. Equal to the plain fold on every input: what the kernel
 * is not sure of it leaves, and the run goes on with that file read plainly.
 */
export function foldWorkers(options: FoldWorkersOptions = {}): FileFolder {
  return {
    start(files, task, activity, seen) {
      // A run that fails is begun again, and a pipe can be read but once. Threads know one question for all files.
      if (files.some(({ path, regions }) => path === undefined || regions !== undefined)) return undefined
      if (bytesOf(files) < (options.fewestBytes ?? fewestBytes)) return undefined
      const module = compiled(options.module ?? new URL('../../kernel/kernel.wasm', import.meta.url))
      if (module === undefined) return undefined
      const count = Math.min(options.workers ?? availableParallelism(), mostWorkers, files.length)
      const period = periodOf(task.period)
      const data = dataOf(module, task, options.room ?? defaultRoom)
      const file = options.worker ?? new URL('./worker.js', import.meta.url)
      return new WorkerFolding({
        files,
        workers: Array.from({ length: count }, () => startWorker(file, data)),
        decide: openDecisions(task.question.rowsOf),
        folding: {
          question: task.question,
          distinct: openDistinctGroups(task.question, (outside) => timeIn(period, outside)),
          activity,
          seen,
          starts: task.starts && openStartEvents(task.question, task.starts),
          dropsOutside: task.dropsOutside === true,
        },
      })
    },
  }
}

function dataOf(module: CompiledKernel, { reads, period, question, starts }: FoldTask, room: number) {
  const seed = randomBytes(8).readBigUInt64LE()
  // Which session or user agent called counts of everybody, where it is asked.
  const callers = question.rowsOf !== undefined && !reads.sessions && !reads.userAgents
  const asks = { byDay: question.byDay === true, identities: starts !== undefined, callers }
  return { module, seed, asked: reads, period: periodOf(period), ...asks, room }
}

/** Of a thread's own objects few live longer than a message; what is kept lies in the kernel's memory. */
const resourceLimits = Object.freeze({ maxYoungGenerationSizeMb: 4 })

function startWorker(file: URL, data: Omit<WorkerData, 'answers' | 'answered'>): StartedWorker {
  const { port1, port2 } = new MessageChannel()
  const answered = new Int32Array(new SharedArrayBuffer(4))
  const workerData: WorkerData = { ...data, answers: port2, answered }
  const options = { workerData, transferList: [port2], resourceLimits }
  return { worker: new Worker(file, options), answers: port1, answered }
}

function bytesOf(files: readonly LogFile[]): number {
  return files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
}

/** Nothing where the module is missing or cannot run: then everything is read plainly, to the same answer. */
function compiled(file: URL): CompiledKernel | undefined {
  try {
    return compileKernel(file)
  } catch {
    return undefined
  }
}

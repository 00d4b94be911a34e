import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { byCodeUnit } from '../../core/iam/order.js'
import type { FileOrigin, Selection } from '../../workflows/ports.js'
import { type Found, findInput } from './inputs.js'
import { type PassedOverReason, passOverByPath } from './pass-over.js'
import { codeOf, withSlashes } from './path-text.js'
import { maySelect } from './selection.js'

/** A file to read, as listed. */
export type Listed =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: number; readonly origin: FileOrigin }
  | { readonly kind: 'pipe'; readonly name: string }
  | { readonly kind: 'unreadable'; readonly name: string; readonly detail: string }

/** What the inputs come to. */
export interface ListedInputs {
  /** By name, in code unit order. */
  readonly files: readonly Listed[]
  readonly passedOver: Readonly<Record<string, number>>
}

type Candidate = Exclude<Found, { kind: 'passed-over' }>

/** Finds, prunes and measures the files behind the inputs. A file the user named is never passed over. */
export async function listInputs(inputs: readonly string[], selection: Selection): Promise<ListedInputs> {
  const tally = new Map<PassedOverReason, number>()
  const passOver = (reason: PassedOverReason) => tally.set(reason, (tally.get(reason) ?? 0) + 1)
  const candidates = new Map<string, Candidate>()
  for (const input of inputs) {
    for await (const found of findInput(input)) {
      const reason = found.kind === 'passed-over' ? found.reason : reasonToPassOver(found, selection)
      if (reason !== undefined) passOver(reason)
      else if (!addCandidate(candidates, found as Candidate)) passOver('same-file')
    }
  }
  const files = await measure([...candidates.values()], passOver)
  return { files: files.sort((a, b) => byCodeUnit(a.name, b.name)), passedOver: inOrder(tally) }
}

function reasonToPassOver(found: Candidate, selection: Selection): PassedOverReason | undefined {
  if (found.kind !== 'file') return undefined
  const path = withSlashes(resolve(found.name))
  return passOverByPath(path) ?? (maySelect(path, selection) ? undefined : 'outside-selection')
}

/** Of two ways to the same file, the one the user named wins, then the smaller name. False if it was there already. */
function addCandidate(candidates: Map<string, Candidate>, found: Candidate): boolean {
  const key = 'real' in found ? found.real : `${found.kind}\0${found.name}`
  const other = candidates.get(key)
  if (other === undefined || precedes(found, other)) candidates.set(key, found)
  return other === undefined
}

function precedes(a: Candidate, b: Candidate): boolean {
  const named = Number(b.kind === 'named') - Number(a.kind === 'named')
  return (named || byCodeUnit(a.name, b.name)) < 0
}

const measuredAtOnce = 64

/** Adds sizes, and passes over the empty files that the user did not name. */
async function measure(
  candidates: readonly Candidate[],
  passOver: (reason: PassedOverReason) => void,
): Promise<Listed[]> {
  const files: Listed[] = []
  for (let at = 0; at < candidates.length; at += measuredAtOnce) {
    const batch = candidates.slice(at, at + measuredAtOnce)
    for (const measured of await Promise.all(batch.map(measureOne))) {
      if (measured === undefined) passOver('empty')
      else files.push(measured)
    }
  }
  return files
}

async function measureOne(candidate: Candidate): Promise<Listed | undefined> {
  const { kind, name } = candidate
  if (kind === 'pipe' || kind === 'unreadable') return candidate
  try {
    const { size: bytes, mtimeMs } = await stat(name)
    const origin = { path: candidate.real, modified: Math.trunc(mtimeMs * 1000) }
    return bytes === 0 && kind !== 'named' ? undefined : { kind: 'file', name, bytes, origin }
  } catch (error) {
    return { kind: 'unreadable', name, detail: `the file cannot be opened (${codeOf(error)})` }
  }
}

function inOrder(tally: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...tally].sort(([a], [b]) => byCodeUnit(a, b)))
}

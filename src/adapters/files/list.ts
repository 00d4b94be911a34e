import { type Stats, stat } from 'node:fs'
import { resolve } from 'node:path'
import { byCodeUnit } from '../../core/iam/order.js'
import type { FileOrigin, Selection, StoredObject } from '../../workflows/ports.js'
import { type Finding, type Found, findAnywhere } from './find.js'
import { folderChoice } from './folder-choice.js'
import { type PassedOverReason, passOverByPath } from './pass-over.js'
import { codeOf, withSlashes } from './path-text.js'
import { maySelect } from './selection.js'

/** A file to read, as listed. */
export type Listed =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: number; readonly origin: FileOrigin }
  | {
      readonly kind: 'object'
      readonly name: string
      readonly bytes: number
      readonly origin: FileOrigin
      readonly object: StoredObject
    }
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
export async function listInputs(
  inputs: readonly string[],
  selection: Selection,
  finding: Finding = {},
): Promise<ListedInputs> {
  const tally = new Map<PassedOverReason, number>()
  const passOver = (reason: PassedOverReason) => tally.set(reason, (tally.get(reason) ?? 0) + 1)
  const candidates = new Map<string, Candidate>()
  for (const input of inputs) {
    for await (const found of findAnywhere(input, folderChoice(selection, ['CloudTrail']), finding)) {
      const reason = found.kind === 'passed-over' ? found.reason : reasonToPassOver(found, selection)
      if (reason !== undefined) passOver(reason)
      else if (!addCandidate(candidates, found as Candidate)) passOver('same-file')
    }
  }
  const files = await measure([...candidates.values()], passOver)
  return { files: files.sort((a, b) => byCodeUnit(a.name, b.name)), passedOver: inOrder(tally) }
}

/** The whole path of what was met in a folder; `undefined` of what the user named, and of pipes. */
function pathIn(found: Candidate): string | undefined {
  if (found.kind === 'object') return found.object.named ? undefined : found.name
  return found.kind === 'file' ? withSlashes(resolve(found.name)) : undefined
}

function reasonToPassOver(found: Candidate, selection: Selection): PassedOverReason | undefined {
  const path = pathIn(found)
  if (path === undefined) return undefined
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
  return (Number(isNamed(b)) - Number(isNamed(a)) || byCodeUnit(a.name, b.name)) < 0
}

function isNamed(found: Candidate): boolean {
  return found.kind === 'object' ? found.object.named : found.kind === 'named'
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
  if (kind === 'object') return measuredObject(candidate)
  try {
    const { size: bytes, mtimeMs } = await statOf(name)
    const origin = { path: candidate.real, modified: Math.trunc(mtimeMs * 1000) }
    return bytes === 0 && kind !== 'named' ? undefined : { kind: 'file', name, bytes, origin }
  } catch (error) {
    return { kind: 'unreadable', name, detail: `the file cannot be opened (${codeOf(error)})` }
  }
}

/** With a callback: `stat` of `fs/promises` takes twice the processor time. */
function statOf(name: string): Promise<Stats> {
  return new Promise((done, failed) => {
    stat(name, (error, stats) => (error === null ? done(stats) : failed(error)))
  })
}

function measuredObject({ object }: Extract<Candidate, { kind: 'object' }>): Listed | undefined {
  const { name, bytes, origin, named } = object
  return bytes === 0 && !named ? undefined : { kind: 'object', name, bytes, origin, object }
}

function inOrder(tally: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...tally].sort(([a], [b]) => byCodeUnit(a, b)))
}

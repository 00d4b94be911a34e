import { constants, type Stats } from 'node:fs'
import { access, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { nearest } from '../../core/iam/nearest.js'
import { byCodeUnit } from '../../core/iam/order.js'
import { LeastwiseError, type StoredObject } from '../../workflows/ports.js'
import { isGlob, parseGlob } from './glob.js'
import { codeOf, withoutTrailingSlash, withSlashes } from './path-text.js'
import { type Met, walk } from './walk.js'

/** An object in an {@link ObjectPlace}, or a folder there that was not listed because nothing in it is wanted. */
export type FoundObject =
  | { readonly kind: 'object'; readonly name: string; readonly object: StoredObject }
  | { readonly kind: 'passed-over'; readonly reason: 'not-listed' }

/** What an input leads to: a file the user named, a pipe, or something met in a folder. */
export type Found =
  | { readonly kind: 'named'; readonly name: string; readonly real: string }
  | { readonly kind: 'pipe'; readonly name: string }
  | FoundObject
  | Met

/**
 * What one input (file, folder, glob, `-`) leads to, in no particular order.
 * Throws INPUT_NOT_FOUND for a path that does not exist or a glob that matches nothing, and INPUT_UNREADABLE for a named
 * file or folder that may not be read.
 */
export async function* findInput(input: string): AsyncGenerator<Found> {
  if (input === '-') {
    yield { kind: 'pipe', name: '-' }
    return
  }
  const name = withSlashes(input)
  const stats = await statsOf(name)
  if (stats === undefined) yield* findGlob(name)
  else if (stats.isDirectory()) yield* findInFolder(withoutTrailingSlash(name))
  else yield await named(name, stats)
}

/** The files that a glob leads to, by path. Throws as {@link findInput}. */
export async function filesMatching(glob: string): Promise<readonly string[]> {
  const names: string[] = []
  for await (const met of findInput(glob)) if (met.kind === 'file') names.push(met.name)
  return names.sort(byCodeUnit)
}

async function named(name: string, stats: Stats): Promise<Found> {
  await access(name, constants.R_OK).catch((error) => refuse(name, error))
  return stats.isFile()
    ? { kind: 'named', name, real: withSlashes(await realpath(name)) }
    : { kind: 'pipe', name }
}

async function* findInFolder(name: string): AsyncGenerator<Found> {
  await readdir(name).catch((error) => refuse(name, error))
  yield* walk(name)
}

async function* findGlob(name: string): AsyncGenerator<Found> {
  if (!isGlob(name)) throw await notFound(name)
  const { base, filter } = parseGlob(name)
  if ((await statsOf(base))?.isDirectory() !== true) throw await notFound(base)
  let matches = 0
  for await (const met of walk(base, filter)) {
    matches++
    yield met
  }
  if (matches > 0) return
  throw noMatch(name)
}

/** The error for a glob that takes nothing. */
export function noMatch(name: string): LeastwiseError {
  const hint = '`*` stays within one folder: use `**` for any number of folders, or name the folder itself'
  return new LeastwiseError('INPUT_NOT_FOUND', `no file matches \`${name}\``, hint)
}

async function statsOf(name: string): Promise<Stats | undefined> {
  try {
    return await stat(name)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined
    throw refusal(name, error)
  }
}

function refuse(name: string, error: unknown): never {
  throw refusal(name, error)
}

function refusal(name: string, error: unknown): LeastwiseError {
  const code = codeOf(error)
  const hint =
    code === 'EACCES' || code === 'EPERM'
      ? 'give your user the right to read it, or leave it out'
      : 'check that it can be opened with other programs'
  return new LeastwiseError('INPUT_UNREADABLE', `input \`${name}\` cannot be read (${code})`, hint)
}

async function notFound(name: string): Promise<LeastwiseError> {
  const message = name === '' ? 'an input is empty' : `input \`${name}\` does not exist`
  return new LeastwiseError('INPUT_NOT_FOUND', message, await notFoundHint(name))
}

async function notFoundHint(name: string): Promise<string> {
  if (name === '') return 'a shell variable may be unset: inputs are files, folders, globs or `-`'
  const scheme = /^([a-z][a-z0-9+.-]{1,30}):\/\//i.exec(name)?.[1]
  if (scheme !== undefined)
    return 'only `s3://bucket/folder/` is read in place: copy the logs to a folder, and name that'
  const folder = dirname(name)
  const siblings = await readdir(folder).catch(() => undefined)
  if (siblings === undefined)
    return `the folder \`${folder}\` does not exist either; paths start at \`${resolve('.')}\``
  const near = nearest(name.slice(name.lastIndexOf('/') + 1), siblings, 3)
  if (near.length === 0) return `paths start at \`${resolve('.')}\``
  return `did you mean ${near.map((sibling) => `\`${folder === '.' ? '' : `${folder}/`}${sibling}\``).join(' or ')}?`
}

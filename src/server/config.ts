import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isAlias, isMap, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import { z } from 'zod'
import { roleArn } from '../adapters/s3/options.js'
import { LeastwiseError } from '../workflows/errors.js'
import { type SecretPlace, securitySchema } from './guard/settings.js'
import { trailArn } from './trails.js'

const aTrailStandsFor = 'a trail stands for one input or a list of inputs'
const input = z.string().min(1)
const inputs = z.union([input, z.array(input).min(1, aTrailStandsFor)], aTrailStandsFor)

/** How the objects of a trail are reached in S3. */
const s3 = z.strictObject({
  /** A role to assume for reading. */
  assumeRole: z
    .string()
    .regex(roleArn, 'a role is named by its ARN: `arn:aws:iam::<account>:role/<name>`')
    .optional(),
  /** What the trust policy of that role asks for. */
  externalId: z.string().min(1).optional(),
  /** Pay for requests and transfer. */
  requesterPays: z.boolean().optional(),
  /** Another server that speaks S3's protocol. */
  endpoint: z
    .url({ protocol: /^https?$/, error: 'it takes a URL, such as `https://s3.example.com`' })
    .optional(),
})

const span = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, 'a time span is a number with m, h or d: `12h`, `7d`')
  .transform(milliseconds)

/** The keys of `leastwise.server.yaml`. Every key has a row in docs/server.md. */
export const configSchema = z.strictObject({
  /** The address to bind to. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535).default(8790),
  /** What each trail stands for: a file, a folder, a glob, `s3://bucket/prefix`, an activity store, or a list of logs. */
  trails: z
    .record(
      z
        .string()
        .regex(trailArn, 'a trail is named by its ARN: `arn:aws:cloudtrail:<region>:<account>:trail/<name>`'),
      z.union([inputs, z.strictObject({ inputs, s3: s3.prefault({}) })], aTrailStandsFor),
    )
    .refine((trails) => Object.keys(trails).length > 0, 'at least one trail is needed'),
  jobs: z
    .strictObject({
      /** Where jobs and their results are kept. Default: a folder of its own for each configuration. */
      folder: z.string().min(1).optional(),
      /** Generations at a time, each in a process of its own. */
      concurrency: z.int().min(1).max(64).default(1),
      /** Generations that may wait or run; one more is throttled. */
      queue: z.int().min(1).max(100_000).default(100),
      /** How long a job is kept after its end. */
      keep: span.prefault('7d'),
    })
    .prefault({}),
  policies: z
    .strictObject({
      /** What GetGeneratedPolicy answers when no placeholders are asked for: the resources used, or `*` as AWS does. */
      resources: z.enum(['used', 'any']).default('used'),
    })
    .prefault({}),
  /** Who may call the server, and how much: docs/server-security.md. */
  security: securitySchema.prefault({}),
})

/** A configuration with its defaults; paths are absolute, spans are milliseconds. */
export type ServerConfig = z.output<typeof configSchema>

/** The configuration in a file. Throws SERVER_CONFIG_INVALID, which names the file and the line, or INPUT_NOT_FOUND. */
export async function readConfig(path: string): Promise<ServerConfig> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const hint = 'docs/server.md has an example of a configuration'
    throw new LeastwiseError(
      'INPUT_NOT_FOUND',
      `\`${path}\` cannot be read (${error.code ?? 'unknown'})`,
      hint,
    )
  })
  return fromFolder(parseConfig(text, path), dirname(resolve(path)))
}

/** The configuration in a text; `name` is that of its file. Throws SERVER_CONFIG_INVALID. */
export function parseConfig(text: string, name: string): ServerConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, stringKeys: true })
  const [wrong] = [...document.errors, ...document.warnings]
  const lineAt = (offset: number) => lines.linePos(offset).line
  if (wrong !== undefined) throw invalid(name, lineAt(wrong.pos[0]), wrong.message.split('\n')[0]!)
  const parsed = configSchema.safeParse(plainOf(document.toJS.bind(document), name))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const key = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined
  const path = [...issue.path, ...(unknown === undefined ? [] : [unknown])].map(String)
  const what = unknown === undefined ? (key ?? issue.message) : 'this key does not exist'
  throw invalid(name, lineAt(offsetOf(document.contents, path)), `${pathText(path)}${what}`)
}

/** YAML can hold aliases that multiply. */
function plainOf(toJS: (options: { maxAliasCount: number }) => unknown, name: string): unknown {
  try {
    return toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw invalid(name, 1, error instanceof Error ? error.message : 'it cannot be read')
  }
}

function pathText(path: readonly string[]): string {
  return path.length === 0 ? '' : `\`${path.join('.')}\`: `
}

function invalid(name: string, line: number, what: string): LeastwiseError {
  const hint = 'docs/server.md lists every key with an example'
  return new LeastwiseError('SERVER_CONFIG_INVALID', `\`${name}\` line ${line}: ${what}`, hint)
}

/** Where the last part of the path that exists begins. */
function offsetOf(root: ParsedNode | null, path: readonly string[]): number {
  let node = root
  let offset = root?.range[0] ?? 0
  for (const step of path) {
    if (isAlias(node) || !isMap(node)) break
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
    if (pair === undefined) break
    offset = pair.key.range[0]
    node = pair.value
  }
  return offset
}

function milliseconds(text: string): number {
  const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
  return Number(text.slice(0, -1)) * units[text.slice(-1)]!
}

/** Paths of a configuration are meant from the folder that it is in. */
function fromFolder(config: ServerConfig, folder: string): ServerConfig {
  const located = (path: string) => (/^[a-z][a-z0-9]*:\/\//i.test(path) ? path : resolve(folder, path))
  const inputs = (given: string | string[]) => (Array.isArray(given) ? given.map(located) : located(given))
  const trails = Object.fromEntries(
    Object.entries(config.trails).map(([arn, given]) => [
      arn,
      typeof given === 'string' || Array.isArray(given)
        ? inputs(given)
        : { ...given, inputs: inputs(given.inputs) },
    ]),
  )
  const jobs =
    config.jobs.folder === undefined ? config.jobs : { ...config.jobs, folder: located(config.jobs.folder) }
  const secret = (place: SecretPlace) => ('file' in place ? { file: located(place.file) } : place)
  const keys = config.security.keys.map((key) => ({
    ...key,
    secret: secret(key.secret),
    ...(key.sessionToken === undefined ? {} : { sessionToken: secret(key.sessionToken) }),
  }))
  return { ...config, trails, jobs, security: { ...config.security, keys } }
}

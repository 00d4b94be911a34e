import { join } from 'node:path'
import { printPolicy } from '../core/iam/policy-print.js'
import { type FormatName, formats } from '../core/render/formats.js'
import { policyJson } from '../core/render/json.js'
import type { Rendering, RenderOptions } from '../core/render/rendering.js'
import { allVariables, type Variable } from '../core/render/variables.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { GenerateResult } from '../workflows/generate.js'
import type { Context } from './context.js'
import { didYouMean } from './did-you-mean.js'
import { documentNames, fileName, leftovers } from './document-names.js'
import { namesIn } from './write-file.js'

/** A policy as it is printed and written to files. */
export interface PolicyOutput {
  /** For standard output. */
  readonly text: string
  /** For the folder of `--out`. */
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** What a reader must know of the format. */
  readonly notes: readonly string[]
}

/** What `--format` and `--variables` say. */
export interface OutputOptions {
  readonly format: FormatName
  readonly variables: readonly Variable[]
}

/** Throws OPTION_INVALID. */
export function readOutputOptions(flags: {
  /** Default: json. */
  readonly format?: string
  readonly variables?: readonly string[]
  readonly json?: boolean
}): OutputOptions {
  const format = formatNamed(flags.format ?? 'json')
  if (flags.json === true && format !== 'json') {
    const hint = 'leave out `--json`, and use `--report FILE` for the report'
    throw new LeastwiseError('OPTION_INVALID', `\`--json\` cannot print \`--format ${format}\``, hint)
  }
  const { variables } = formats[format]
  if (flags.variables === undefined) return { format, variables: variables ?? [] }
  if (variables === undefined) {
    const able = Object.entries(formats).filter(([, one]) => one.variables !== undefined)
    const hint = `these have: ${able.map(([name]) => name).join(', ')}`
    throw new LeastwiseError('OPTION_INVALID', `\`--format ${format}\` has no variables`, hint)
  }
  return { format, variables: readVariables(flags.variables) }
}

/** The format of a name. Throws OPTION_INVALID. */
export function formatNamed(name: string): FormatName {
  if (isFormat(name)) return name
  const hint = didYouMean(name, Object.keys(formats))
  throw new LeastwiseError('OPTION_INVALID', `there is no format \`${name}\``, hint)
}

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(formats, name)
}

function readVariables(names: readonly string[]): readonly Variable[] {
  const known: readonly string[] = allVariables
  if (names.length === 1 && names[0] === 'none') return []
  const wrong = names.length === 0 ? '' : names.find((name) => !known.includes(name))
  if (wrong === undefined) return allVariables.filter((variable) => names.includes(variable))
  const hint = `it takes ${known.join(', ')}, or none`
  throw new LeastwiseError('OPTION_INVALID', `\`--variables ${wrong}\` cannot be used`, hint)
}

/** The policy in the format asked for; `part` tells its files from those of other parts. Throws FORMAT_REFUSED. */
export async function policyOutput(
  result: GenerateResult,
  { format, variables }: OutputOptions,
  { workflows }: Pick<Context, 'workflows'>,
  part = '',
  backtest?: RenderOptions['backtest'],
): Promise<PolicyOutput> {
  if (format === 'json') return jsonOutput(result, part)
  const rendering: Rendering = await workflows.renderPolicy(result, format, { variables, backtest })
  if (rendering.kind === 'refused') {
    throw new LeastwiseError('FORMAT_REFUSED', `\`--format ${format}\`: ${rendering.reason}`, rendering.hint)
  }
  const { text, notes } = rendering
  return {
    text,
    files: [{ name: fileName(result.report.principal, formats[format].ending, part), text }],
    notes,
  }
}

function jsonOutput({ documents, report }: GenerateResult, part: string): PolicyOutput {
  const names = documentNames(report.principal, documents.length, part)
  const files = documents.map((document, at) => ({ name: names[at]!, text: `${printPolicy(document)}\n` }))
  return { text: policyJson(documents), files, notes: [] }
}

/** Warnings of files that an earlier run left in the folder and this one did not write. */
export async function staleWarnings(
  { report }: GenerateResult,
  { files }: PolicyOutput,
  folder: string | undefined,
): Promise<readonly string[]> {
  if (folder === undefined) return []
  const names = files.map(({ name }) => name)
  const stale = leftovers(names, report.principal, await namesIn(folder))
  return stale.map((name) => `\`${join(folder, name)}\` is of an earlier run and was left as it is`)
}

/** True if what the format writes is JSON. */
export function isJsonFormat({ format }: OutputOptions): boolean {
  return formats[format].ending.endsWith('.json')
}

import { join } from 'node:path'
import { type ClientTrait, clientTraits } from '../core/cloudtrail/client.js'
import { printPolicy } from '../core/iam/policy-print.js'
import { LeastwiseError } from '../workflows/errors.js'
import type { ActivitySource } from '../workflows/fold-records.js'
import type { GenerateOptions, GenerateResult } from '../workflows/generate.js'
import type { Cluster } from '../workflows/generate-clusters.js'
import { amount } from './amounts.js'
import type { Context, ExitStatus } from './context.js'
import { didYouMean } from './did-you-mean.js'
import { partNames } from './document-names.js'
import { isJsonFormat, type OutputOptions, type PolicyOutput, policyOutput } from './policy-output.js'
import { inputStatus, observed, printWarnings, type RunOptions } from './run-verb.js'
import { table } from './table.js'
import { terminalJson } from './terminal-text.js'
import { writeAtomically } from './write-file.js'

interface PartsFlags extends RunOptions {
  readonly output: OutputOptions
  readonly out?: string
  readonly report?: string
  readonly json?: boolean
}

/** What `--split-by` says. Throws OPTION_INVALID. */
export function readTrait(value: string): ClientTrait {
  const found = clientTraits.find((one) => one === value)
  if (found !== undefined) return found
  const message = `\`--split-by\` does not take \`${value}\``
  throw new LeastwiseError('OPTION_INVALID', message, didYouMean(value, clientTraits))
}

/** A part and how its policy is written; `undefined` if the policy does not fit. */
interface WrittenPart {
  readonly part: Cluster
  readonly result: GenerateResult | undefined
  readonly output: PolicyOutput | undefined
}

/** `leastwise generate --split-by`: one policy for each part, as a JSON object by the names of the parts. */
export async function generateParts(
  source: ActivitySource,
  options: GenerateOptions & { readonly splitBy: ClientTrait },
  flags: PartsFlags,
  context: Context,
): Promise<ExitStatus> {
  const clusters = await observed(context, flags, (observer) =>
    context.workflows.generateClusters(source, options, observer),
  )
  const files = partNames(clusters.map(({ name }) => name))
  const parts: WrittenPart[] = []
  for (const [at, part] of clusters.entries()) {
    const result = part.result instanceof LeastwiseError ? undefined : part.result
    // What allows nothing has no file in most formats.
    const empty = result === undefined || (result.documents.length === 0 && flags.output.format !== 'json')
    const output = empty ? undefined : await policyOutput(result, flags.output, context, files[at])
    parts.push({ part, result, output })
  }
  const written = await writeParts(parts, flags)
  context.stdout.write(terminalJson(textOf(parts, flags)))
  if (flags.quiet !== true) {
    context.stderr.write(overview(parts))
    for (const path of written) context.stderr.write(`written ${path}\n`)
    printWarnings(warningsOf(parts), context)
  }
  return statusOf(parts, flags, context)
}

async function writeParts(
  parts: readonly WrittenPart[],
  { out, report }: PartsFlags,
): Promise<readonly string[]> {
  const written: string[] = []
  if (out !== undefined) {
    for (const { name, text } of parts.flatMap(({ output }) => output?.files ?? [])) {
      await writeAtomically(join(out, name), text)
      written.push(join(out, name))
    }
  }
  if (report !== undefined) {
    const reports = parts.map(({ part, result }) => [part.name, result?.report ?? null])
    await writeAtomically(report, `${JSON.stringify(Object.fromEntries(reports), null, 2)}\n`)
    written.push(report)
  }
  return written
}

function textOf(parts: readonly WrittenPart[], { json, output }: PartsFlags): string {
  const members = parts.map(({ part, result, output: written }) => {
    const policy = policyOf(result, written, output)
    return [part.name, json === true ? { policy, report: result?.report ?? null } : policy]
  })
  return `${JSON.stringify(Object.fromEntries(members), null, 2)}\n`
}

/** JSON as JSON, every other format as a text; `null` for what does not fit. */
function policyOf(
  result: GenerateResult | undefined,
  written: PolicyOutput | undefined,
  output: OutputOptions,
): unknown {
  if (result === undefined || written === undefined) return null
  if (output.format !== 'json') return isJsonFormat(output) ? JSON.parse(written.text) : written.text
  const documents = result.documents.map((document) => JSON.parse(printPolicy(document)) as unknown)
  return documents.length === 1 ? documents[0] : documents
}

function overview(parts: readonly WrittenPart[]): string {
  const columns = [
    { title: 'PART', align: 'left' },
    { title: 'CALLS', align: 'right' },
    { title: 'ACTIONS', align: 'right' },
    { title: 'FIRST', align: 'left' },
    { title: 'LAST', align: 'left' },
    { title: 'SERVICES', align: 'left' },
  ] as const
  return table(
    columns,
    parts.map(({ part: { name, calls, first, last, services }, result }) => [
      name,
      amount(calls),
      result === undefined
        ? '-'
        : amount(new Set(result.report.permissions.map(({ action }) => action)).size),
      first,
      last,
      services.length > servicesShown
        ? `${services.slice(0, servicesShown).join(', ')}, …`
        : services.join(', '),
    ]),
  )
}

const servicesShown = 6

function warningsOf(parts: readonly WrittenPart[]): readonly string[] {
  return parts.flatMap(({ part, result, output }) => {
    if (part.result instanceof LeastwiseError)
      return [`${part.name}: no policy: ${part.result.message}; ${part.result.hint}`]
    return [
      ...(result?.input.warnings ?? []),
      ...[...(result?.report.warnings ?? []), ...(output?.notes ?? [])].map((one) => `${part.name}: ${one}`),
    ]
  })
}

function statusOf(parts: readonly WrittenPart[], flags: PartsFlags, context: Context): ExitStatus {
  const wanting = parts.filter(
    ({ result }) => result === undefined || result.report.verification.denied.length > 0,
  )
  if (wanting.length > 0) {
    const names = wanting.map(({ part }) => JSON.stringify(part.name)).join(', ')
    context.stderr.write(terminalJson(`no policy that is enough for ${names}\n`))
    return 1
  }
  const [first] = parts
  return first?.result === undefined || first.result instanceof LeastwiseError
    ? 0
    : inputStatus(first.result.input, flags, context)
}

import { readdir } from 'node:fs/promises'
import { type FormatName, formats } from '../core/render/formats.js'
import type { Context } from './context.js'
import { formatNamed } from './policy-output.js'
import { ask } from './prompts.js'
import { terminalText } from './terminal-text.js'

/** A format for a recipe, and in words why it was chosen. */
export interface ChosenFormat {
  readonly format: FormatName
  readonly why: string
}

/** What a tool keeps in the folder of a project, in the order in which it is looked for. */
const clues: readonly { readonly file: RegExp; readonly format: FormatName }[] = [
  // https://docs.aws.amazon.com/cdk/v2/guide/cdk-json.html
  { file: /^cdk\.json$/, format: 'cdk' },
  // https://www.pulumi.com/docs/iac/concepts/projects/project-file/
  { file: /^Pulumi\.ya?ml$/, format: 'pulumi' },
  // https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
  { file: /^serverless\.ya?ml$/, format: 'serverless' },
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/using-sam-cli-init.html
  { file: /^template\.(?:ya?ml|json)$/, format: 'cloudformation' },
  { file: /\.tf$/, format: 'terraform' },
]

/**
 * The format that `--format` says; otherwise the one of the tool whose files are in the folder, which a person at a terminal
 * confirms or replaces; `json` if there are none. Throws OPTION_INVALID.
 */
export async function recipeFormat(
  asked: string | undefined,
  folder: string,
  context: Context,
  isQuiet: boolean,
): Promise<ChosenFormat> {
  if (asked !== undefined) return { format: formatNamed(asked), why: 'as --format said' }
  const found = await formatIn(folder)
  if (context.prompts === undefined || isQuiet) return found
  const others = Object.keys(formats).filter((name) => name !== found.format)
  const options = [
    { value: found.format, label: found.format, hint: found.why },
    ...others.map((name) => ({ value: name, label: name })),
  ]
  const answer = await ask('How shall the policy be written?', options, context.prompts)
  return answer === found.format ? found : { format: formatNamed(answer), why: 'as it was answered' }
}

/** Names of files are of whoever made the folder: only the first of a kind is named, and never what could end a comment. */
async function formatIn(folder: string): Promise<ChosenFormat> {
  const names = (await readdir(folder).catch(() => [])).sort()
  for (const { file, format } of clues) {
    const name = names.find((one) => file.test(one))
    if (name !== undefined) return { format, why: `${terminalText(name)} is in the folder` }
  }
  return { format: 'json', why: 'no file of another tool is in the folder' }
}

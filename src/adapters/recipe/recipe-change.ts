import { readFile } from 'node:fs/promises'
import { isMap, isSeq, parseDocument, YAMLSeq } from 'yaml'
import { LeastwiseError } from '../../workflows/ports.js'
import { quoted } from './quoted.js'
import { parseRecipe } from './read-recipe.js'

/** A rule to add to `allow`. */
export interface AddedRule {
  readonly action: string
  readonly resources: readonly string[]
  readonly conditions: Readonly<Record<string, readonly string[]>>
  readonly reason: string
}

/** What a recipe would gain. */
export interface RecipeChange {
  readonly principal: string
  /** Take effect. */
  readonly rules: readonly AddedRule[]
  /** Written as comments: somebody has to decide. */
  readonly open: readonly AddedRule[]
}

/** A recipe of these rules alone, with the others as comments. The same rules give the same bytes. */
export function recipeOf({ principal, rules, open }: RecipeChange): string {
  return [
    '# What AWS denied, and the least that would allow it: docs/watch-denials.md. Apply it by',
    '#   leastwise generate LOGS --recipe THIS-FILE',
    'version: 1',
    `principal: ${quoted(principal)}`,
    rules.length === 0 ? 'allow: []' : 'allow:',
    ...rules.flatMap(ruleLines),
    ...comments(open),
    '',
  ].join('\n')
}

/**
 * The recipe in a file with the rules added to its `allow`; all else, comments too, stays as it is. Throws INPUT_NOT_FOUND, or
 * RECIPE_INVALID with the line.
 */
export async function recipeWith(path: string, { rules, open }: RecipeChange): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined)
    throw new LeastwiseError(
      'INPUT_NOT_FOUND',
      `recipe \`${path}\` cannot be read`,
      'name a file that is there',
    )
  parseRecipe(path, text)
  const added = rules.length === 0 ? text : withRules(text, rules)
  const end = comments(open)
  return end.length === 0 ? added : `${added.replace(/\n*$/, '\n')}${end.join('\n')}\n`
}

function withRules(text: string, rules: readonly AddedRule[]): string {
  const document = parseDocument(text)
  const more = parseDocument(rules.flatMap(ruleLines).join('\n')).contents
  const root = document.contents
  if (!isMap(root) || !isSeq(more)) return text
  const known = document.get('allow', true)
  // A single rule is a list of one.
  const list = isSeq(known) ? known : new YAMLSeq()
  if (isMap(known)) list.items.push(known)
  list.flow = false
  list.items.push(...more.items)
  document.set('allow', list)
  return document.toString({ lineWidth: 0 })
}

function ruleLines({ action, resources, conditions, reason }: AddedRule): string[] {
  const written = Object.entries(conditions).map(([key, values]) => `${quoted(key)}: ${listed(values)}`)
  return [
    `  - actions: ${listed([action])}`,
    `    resources: ${listed(resources)}`,
    ...(written.length === 0 ? [] : [`    conditions: {${written.join(', ')}}`]),
    `    reason: ${quoted(reason)}`,
  ]
}

function comments(open: readonly AddedRule[]): string[] {
  if (open.length === 0) return []
  return ['# For a person to decide:', ...open.flatMap(ruleLines).map((line) => `# ${line}`)]
}

function listed(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`
}

import { deniedDetail } from '../core/cloudtrail/classify.js'
import type { Principal } from '../core/cloudtrail/principal.js'
import type { RequiredPermission } from '../core/reference/call.js'
import type { ImpliedPermission } from '../core/reference/implied.js'
import { actionById } from '../core/reference/service.js'
import type { EventFacts, ExplainedEvent, Explanation } from '../workflows/explained-event.js'
import { resourceReason, skippedText, unmappedText } from '../workflows/explained-line.js'
import { counted } from './amounts.js'
import { type Line, printLines, sentence } from './input-lines.js'
import { terminalText } from './terminal-text.js'

/** One explained element for people: a title, indented lines, an empty line. */
export function explainedText(explained: ExplainedEvent): string {
  const { event, explanation } = explained
  const facts = event === undefined ? [] : eventLines(event, explanation.kind === 'mapped')
  const said = event === undefined ? [] : disagreement(event, explanation)
  const lines = [...facts, ...explanationLines(explanation), ...said]
  const indented = printLines(lines.map(([label, text]) => [`  ${label.padEnd(labelWidth)}`, text]))
  return `${terminalText(title(explained))}\n${indented}\n`
}

/** The longest label is `additional`. */
const labelWidth = 10

function title({ file, index, event }: ExplainedEvent): string {
  const place = `record ${index} of ${file === '-' ? 'standard input' : file}`
  return event === undefined ? place : `${event.eventSource} ${event.eventName} (${place})`
}

/** Whose permission was used is said only where one was. */
function eventLines(event: EventFacts, mapped: boolean): readonly Line[] {
  const { principal, invokedBy, errorMessage } = event
  return [
    ['principal', `${principal.arn} (${kindOf(principal)})`],
    ...line(
      'called by',
      invokedBy === undefined || !mapped ? [] : [`${invokedBy}, with the permission of the principal`],
    ),
    ['outcome', outcomeText(event, mapped)],
    ...madeLines(event.made),
    ...line('AWS says', errorMessage === undefined ? [] : [errorMessage]),
  ]
}

function kindOf({ type, session, serviceLinked }: Principal): string {
  const linked = serviceLinked === true ? "service-linked, its policy is AWS's" : ''
  return sentence([type, session === undefined ? '' : `session ${session}`, linked])
}

function outcomeText({ outcome, errorCode }: EventFacts, mapped: boolean): string {
  const coded = errorCode === undefined ? outcome : `${outcome} (${errorCode})`
  if (!mapped) return coded
  if (outcome === 'denied')
    return `${coded}: not granted, unless \`leastwise generate\` is told to with --include-denied`
  return outcome === 'failed' ? `${coded}: not for want of a permission` : coded
}

function explanationLines(explanation: Explanation): readonly Line[] {
  switch (explanation.kind) {
    case 'mapped':
      return [
        ...explanation.permissions.flatMap(permissionLines),
        ...notShownLines(explanation.notShown),
        ...impliedLines(explanation.implied),
      ]
    case 'none':
      return [['nothing', skippedText(explanation)!]]
    case 'unmapped':
      return [['unmapped', unmappedText(explanation)]]
    case 'skipped':
      return [['skipped', `${explanation.reason}: ${skippedText(explanation)}`]]
  }
}

const resourcesShown = 12

function permissionLines({ action, kind, why, resources, context }: RequiredPermission): readonly Line[] {
  const shown = resources.slice(0, resourcesShown).map((resource): Line => {
    const again = resource.ephemeral === true ? 'another one each time' : ''
    const reason = sentence([resourceReason(resource), again])
    return ['', `  on ${resource.arn}${reason === '' ? '' : ` (${reason})`}`]
  })
  const more = resources.length - resourcesShown
  return [
    [kind, `${action}: ${why}`],
    ...shown,
    ...line('', more > 0 ? [`  on ${counted(more, 'more resource')}: see --json`] : []),
    ...context.map(({ key, values }): Line => ['', `  with ${key} = ${values.join(', ')}`]),
  ]
}

function notShownLines(actions: readonly string[]): readonly Line[] {
  if (actions.length === 0) return []
  const them = actions.length === 1 ? 'it' : 'them'
  return [['not shown', `${actions.join(', ')}: AWS lists ${them} for some uses, and nothing here shows one`]]
}

/** One line for what is implied for one reason, one for the page that says so. */
function impliedLines(implied: readonly ImpliedPermission[]): readonly Line[] {
  const byReason = new Map<string, ImpliedPermission[]>()
  for (const one of implied) byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one])
  return [...byReason].flatMap(([reason, list]): readonly Line[] => {
    const [{ source }] = list as [ImpliedPermission]
    const resources = [...new Set(list.map(({ resource }) => resource))].join(', ')
    const actions = [...new Set(list.map(({ action }) => action))].join(', ')
    return [
      ['implied', `${actions}: not granted: nothing shows it, this record implies it`],
      ['', `  on ${resources}`],
      ['', `  because ${reason} (${source})`],
    ]
  })
}

function madeLines(made: readonly string[]): readonly Line[] {
  if (made.length === 0) return []
  const more = made.length > resourcesShown ? `, … (${made.length} in all)` : ''
  return [
    ['made', `${made.slice(0, resourcesShown).join(', ')}${more}: AWS chose it, the next call gets another`],
  ]
}

/** AWS names the action it wanted. If that is none of ours, the mapping is wrong, or the message is of an inner call. */
function disagreement({ outcome, errorMessage }: EventFacts, explanation: Explanation): readonly Line[] {
  const detail = outcome === 'denied' ? deniedDetail(errorMessage) : undefined
  if (detail === undefined || explanation.kind !== 'mapped') return []
  // AWS also writes `iam:Action`, which does not exist, where it has no name.
  const wanted = actionById(detail.action)?.id
  if (wanted === undefined || explanation.permissions.some(({ action }) => action === wanted)) return []
  return [['but', `AWS wanted ${wanted}, which is none of these: please report this record`]]
}

function line(label: string, texts: readonly string[]): readonly Line[] {
  return texts.map((text): Line => [label, text])
}

/** What AWS says it wanted, in the message of a refused call. */
export interface DeniedDetail {
  /** As AWS spells it there: `s3:GetObject`, `SNS:ListTopics`. */
  readonly action: string
  /** In AWS's words: mostly an ARN or `*`, for IAM also `user Alice`. `undefined` if the message names none. */
  readonly resource: string | undefined
  /** In AWS's words: `no identity-based policy allows the s3:GetObject action`, `an explicit deny in a …`. */
  readonly becauseOf: string | undefined
  /** A policy denies the action: another Allow does not help. */
  readonly explicitDeny: boolean
  /** ARN of the identity that was refused, where the message names it. */
  readonly user: string | undefined
}

const REFUSAL = 'not authorized to perform'
/** The parts of a sentence in which AWS names an action and resource; the longest message CloudTrail keeps is 1 KB. */
const LONGEST_MESSAGE = 4096
const ACTION = /^[A-Za-z0-9-]{1,64}:[A-Za-z0-9]{1,128}\*?/
const BECAUSE = ' because '
const EXPLICIT_DENY = ' with an explicit deny'
/** Where what is said of the resource or the cause ends: EC2's encoded message, an SDK's wrapping, the next sentence. */
const SENTENCE_ENDS = ['. Encoded authorization failure message', ' (Service: ', '\n', '. '] as const

/**
 * The action and resource that a refusal names: the true ones, where the event's name is only a hint. `undefined` if
 * the message names no action. Takes linear time: only fixed texts are searched for.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function deniedDetail(errorMessage: string | undefined): DeniedDetail | undefined {
  const message = errorMessage?.slice(0, LONGEST_MESSAGE) ?? ''
  // EC2 first says `You are not authorized to perform this operation.`, which names nothing.
  let refusal = message.indexOf(REFUSAL)
  while (refusal !== -1) {
    const detail = detailAt(message, refusal)
    if (detail !== undefined) return detail
    refusal = message.indexOf(REFUSAL, refusal + REFUSAL.length)
  }
  return undefined
}

function detailAt(message: string, refusal: number): DeniedDetail | undefined {
  const wanted = afterRefusal(message.slice(refusal + REFUSAL.length))
  const action = ACTION.exec(wanted)?.[0]
  if (action === undefined) return undefined
  const { before, cause } = splitCause(wanted.slice(action.length))
  const explicitDeny = cause?.includes('explicit deny') ?? false
  const resource = resourceIn(cause === undefined ? firstSentence(before) : before)
  return { action, resource, becauseOf: cause, explicitDeny, user: userIn(message, refusal) }
}

/** `: x`, ` action: x`, ` the x`, `: [x]`. */
function afterRefusal(text: string): string {
  return text.replace(/^(?: the following| the)?(?: actions?)?:? \[?/, '')
}

interface Split {
  readonly before: string
  readonly cause: string | undefined
}

/** The cause stands last; names of resources, which others choose, may hold the word too. */
function splitCause(text: string): Split {
  const because = text.lastIndexOf(BECAUSE)
  const deny = text.lastIndexOf(EXPLICIT_DENY)
  if (because === -1 && deny === -1) return { before: text, cause: undefined }
  const start = Math.max(because, deny)
  const words = start === because ? BECAUSE.length : ' with '.length
  return { before: text.slice(0, start), cause: firstSentence(text.slice(start + words)) }
}

/** ` on resource: x`, not ` on the resource associated with this ciphertext`. */
function resourceIn(text: string | undefined): string | undefined {
  const resource = /^ ?on resource:? (.*)$/s.exec(text ?? '')?.[1]?.trim()
  return resource === '' ? undefined : unquoted(resource)
}

function firstSentence(text: string): string | undefined {
  let end = text.length
  for (const mark of SENTENCE_ENDS) {
    const place = text.indexOf(mark)
    if (place !== -1 && place < end) end = place
  }
  const sentence = text.slice(0, end).trim()
  return sentence === '' ? undefined : sentence.replace(/[.,]$/, '')
}

/** S3 puts the ARN in quotes. */
function unquoted(text: string | undefined): string | undefined {
  const quoted = text !== undefined && text.length > 2 && text.startsWith('"') && text.endsWith('"')
  return quoted ? text.slice(1, -1) : text
}

/** `User: arn:… is not authorized`: the word before `is`. */
function userIn(message: string, refusal: number): string | undefined {
  const start = message.lastIndexOf('arn:', refusal)
  if (start === -1) return undefined
  const user = message.slice(start, refusal).replace(/ is $/, '')
  return user.includes(' ') ? undefined : user
}

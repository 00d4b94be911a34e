import { parseArn } from '../iam/arn.js'

/** An ARN that names an identity, taken apart. */
export interface IdentityArn {
  readonly text: string
  /** `session` is a role session: its ARN has the role's name but not its path. */
  readonly kind: 'root' | 'user' | 'role' | 'session' | 'federated-user'
  readonly partition: string
  readonly account: string | undefined
  /** Of the user, role or federated user; without path. */
  readonly name: string
  /** Of a role session. */
  readonly session: string | undefined
  readonly serviceLinked: boolean
}

/**
 * The identity that an ARN names, `undefined` for anything else.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function parseIdentityArn(text: string | undefined): IdentityArn | undefined {
  const arn = text === undefined ? undefined : parseArn(text)
  if (text === undefined || arn === undefined) return undefined
  if (arn.service !== 'iam' && arn.service !== 'sts') return undefined
  const base = {
    text,
    partition: arn.partition,
    account: arn.account === '' ? undefined : arn.account,
    session: undefined,
    serviceLinked: arn.resource.startsWith('role/aws-service-role/'),
  }
  if (arn.resource === 'root') return { ...base, kind: 'root', name: 'root' }
  const named = nameIn(arn.resource)
  return named === undefined ? undefined : { ...base, ...named }
}

function nameIn(resource: string): Pick<IdentityArn, 'kind' | 'name' | 'session'> | undefined {
  const [type, rest] = cutAt(resource, '/')
  if (rest === undefined || rest === '') return undefined
  if (type === 'assumed-role') return sessionIn(rest)
  if (type !== 'user' && type !== 'role' && type !== 'federated-user') return undefined
  const name = type === 'federated-user' ? rest : rest.slice(rest.lastIndexOf('/') + 1)
  return name === '' ? undefined : { kind: type, name, session: undefined }
}

/** A session without a name appears in samples only; the role is what counts. */
function sessionIn(rest: string): Pick<IdentityArn, 'kind' | 'name' | 'session'> {
  const [name, session] = cutAt(rest, '/')
  return { kind: 'session', name, session: session === '' ? undefined : session }
}

function cutAt(text: string, separator: string): readonly [string, string | undefined] {
  const place = text.indexOf(separator)
  return place === -1 ? [text, undefined] : [text.slice(0, place), text.slice(place + 1)]
}

import { asObject, asText, type JsonObject, member } from '../iam/json.js'
import { normalizeTime } from './event-time.js'
import type { UserIdentity } from './record.js'

/** Reads `userIdentity`. Absent members, empty strings and empty objects (`sessionIssuer: {}`) are `undefined`. */
export function readUserIdentity(identity: JsonObject | undefined): UserIdentity {
  if (identity === undefined) return nobody
  const session = asObject(member(identity, 'sessionContext'))
  return {
    type: asText(member(identity, 'type')),
    principalId: asText(member(identity, 'principalId')),
    arn: asText(member(identity, 'arn')),
    accountId: asText(member(identity, 'accountId')),
    accessKeyId: asText(member(identity, 'accessKeyId')),
    userName: asText(member(identity, 'userName')),
    invokedBy: asText(member(identity, 'invokedBy')),
    identityProvider: asText(member(identity, 'identityProvider')),
    onBehalfOf: readOnBehalfOf(asObject(member(identity, 'onBehalfOf'))),
    sessionIssuer: readSessionIssuer(asObject(member(session, 'sessionIssuer'))),
    webIdFederatedProvider: asText(
      member(asObject(member(session, 'webIdFederationData')), 'federatedProvider'),
    ),
    sourceIdentity: asText(member(session, 'sourceIdentity')),
    creationDate: timeOf(asText(member(asObject(member(session, 'attributes')), 'creationDate'))),
  }
}

function timeOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : normalizeTime(text)
}

function readOnBehalfOf(value: JsonObject | undefined): UserIdentity['onBehalfOf'] {
  const userId = asText(member(value, 'userId'))
  const identityStoreArn = asText(member(value, 'identityStoreArn'))
  return userId === undefined && identityStoreArn === undefined ? undefined : { userId, identityStoreArn }
}

function readSessionIssuer(value: JsonObject | undefined): UserIdentity['sessionIssuer'] {
  const principalId = asText(member(value, 'principalId'))
  const arn = asText(member(value, 'arn'))
  const userName = asText(member(value, 'userName'))
  if (principalId === undefined && arn === undefined && userName === undefined) return undefined
  const type = asText(member(value, 'type'))
  return { type, principalId, arn, accountId: asText(member(value, 'accountId')), userName }
}

/** Service events and some old records say nothing about who called. */
const nobody: UserIdentity = Object.freeze({
  type: undefined,
  principalId: undefined,
  arn: undefined,
  accountId: undefined,
  accessKeyId: undefined,
  userName: undefined,
  invokedBy: undefined,
  identityProvider: undefined,
  onBehalfOf: undefined,
  sessionIssuer: undefined,
  webIdFederatedProvider: undefined,
  sourceIdentity: undefined,
  creationDate: undefined,
})

import type { KernelExports } from '../../kernel/exports.js'
import { actions, meanings } from './kernel-codes.js'

/** What the fold asks for as it stands, where otherwise classes are enough: see `agentReading` and `sessionShape`. */
export interface AskedFields {
  readonly sessions: boolean
  readonly userAgents: boolean
}

/**
 * Tells the kernel which members of a record the fold can see; whatever is not here is dropped. It has to name all that
 * `readRecord` and `readUserIdentity` read and anything in core uses: a differential test holds the two together.
 */
export function recordFields(kernel: KernelExports, asked: AskedFields): number {
  const fields = fieldWriter(kernel)
  const root = kernel.newNode(0, 0)
  fields(root, ['eventVersion', 'awsRegion', 'errorCode', 'readOnly', 'eventType', 'managementEvent'])
  fields(root, ['recipientAccountId', 'eventCategory', 'vpcEndpointId'])
  fields(root, ['userAgent'], actions.keep, asked.userAgents ? 0 : meanings.agent)
  fields(root, ['eventTime'], actions.keep, meanings.time)
  fields(root, ['eventSource'], actions.keep, meanings.source)
  fields(root, ['eventName'], actions.keep, meanings.name)
  fields(root, ['eventID'], actions.keep, meanings.identifier)
  fields(root, ['sharedEventID'], actions.keep, meanings.presence)
  fields(root, ['sourceIPAddress'], actions.keep, meanings.address)
  fields(root, ['errorMessage'], actions.keep, meanings.message)
  fields(root, ['requestParameters'], actions.keep, meanings.request)
  fields(root, ['responseElements'], actions.keep, meanings.response)
  const resource = kernel.newNode(0, 0)
  fields(resource, ['arn', 'resourceName', 'accountId', 'type', 'resourceType'])
  fields(resource, ['ARN'], actions.keep, meanings.objectArn)
  fields(root, ['resources'], actions.walk, 0, resource)
  fields(root, ['userIdentity'], actions.walk, meanings.identity, identityFields(kernel, asked))
  return root
}

function identityFields(kernel: KernelExports, asked: AskedFields): number {
  const fields = fieldWriter(kernel)
  const identity = kernel.newNode(0, 0)
  fields(identity, ['type'], actions.keep, meanings.identityType)
  fields(identity, ['accountId', 'userName', 'invokedBy', 'identityProvider', 'onBehalfOf'])
  fields(identity, ['principalId'], actions.keep, asked.sessions ? 0 : meanings.sessionId)
  fields(identity, ['arn'], actions.keep, asked.sessions ? 0 : meanings.sessionArn)
  fields(identity, ['sessionContext'], actions.walk, 0, ...sessionNodes(kernel))
  return identity
}

/** What stands in a list is no session, so the role there names nobody. */
function sessionNodes(kernel: KernelExports): readonly [session: number, inList: number] {
  const fields = fieldWriter(kernel)
  const [issuer, session, inList] = [kernel.newNode(0, 0), kernel.newNode(0, 0), kernel.newNode(0, 0)]
  fields(issuer, ['type', 'principalId', 'accountId', 'userName'])
  fields(issuer, ['arn'], actions.keep, meanings.issuerArn)
  fields(session, ['sessionIssuer'], actions.walk, 0, issuer, inList)
  fields(session, ['webIdFederationData'])
  return [session, inList]
}

/** Adds keys to a node; `inside` is the node of the objects at them, `inList` of those in a list. */
function fieldWriter(kernel: KernelExports) {
  return (
    node: number,
    keys: readonly string[],
    action: number = actions.keep,
    meaning: number = 0,
    inside = 0,
    inList = inside,
  ) => {
    for (const key of keys) {
      const bytes = Buffer.from(kernel.memory.buffer, kernel.inputAddress(), key.length)
      bytes.write(key, 'latin1')
      const entry = kernel.addKey(node, key.length, action, meaning)
      const words = new Uint32Array(kernel.memory.buffer, entry, 16)
      words[7] = inside
      words[8] = inList
      words[12] = 1
    }
  }
}

import type { Naming } from './naming.js'
import type { PolicyType } from './policy-set.js'
import type { Situation } from './situation.js'
import { both, either, type Truth } from './truth.js'

/** Whether the layers of one request allow it. Each is asked at most when its answer matters. */
export interface Allows {
  /** Does an Allow apply, at every level there is? A kind without policies limits nothing: `yes`. */
  limit(type: 'scp' | 'endpoint' | 'boundary' | 'session'): Truth
  identity(): Truth
  /** Does an Allow of the resource's policy apply that names the principal so? */
  resource(naming: Naming): Truth
}

/**
 * Do the policies together allow the request, Denies aside? RCPs do not come into it: `RCPFullAWSAccess`, which
 * nobody can detach, allows everything at every level.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function allowTruth(situation: Situation, allows: Allows): Truth {
  const scp = limitTruth(situation, 'scp', allows)
  if (scp === 'no') return scp
  const endpoint = allows.limit('endpoint')
  if (endpoint === 'no') return endpoint
  return both(both(scp, endpoint), grantTruth(situation, allows))
}

function grantTruth(situation: Situation, allows: Allows): Truth {
  switch (situation.reach) {
    case 'outside':
      return anyNaming(allows)
    case 'sameAccount':
      return sameAccountTruth(situation, allows)
    case 'crossAccount':
      return crossAccountTruth(situation, allows)
    case 'eitherAccount': {
      const same = sameAccountTruth(situation, allows)
      return crossAccountTruth(situation, allows) === same ? same : 'unknown'
    }
  }
}

/**
 * Either side grants. A resource's policy that names the session or user needs nobody's consent; one that
 * names the role is limited by boundary and session policy.
 */
function sameAccountTruth(situation: Situation, allows: Allows): Truth {
  const direct = allows.resource('direct')
  if (direct === 'yes') return direct
  const limited = allows.resource('limited')
  const byRole = limited === 'no' ? limited : both(limited, limitsTruth(situation, allows))
  if (byRole === 'yes') return byRole
  const mayDecide = situation.resourceMustAllow ? allows.resource('account') : 'yes'
  const byIdentity = mayDecide === 'no' ? mayDecide : both(mayDecide, principalSide(situation, allows))
  return either(either(direct, byRole), byIdentity)
}

/** Both sides must grant. */
function crossAccountTruth(situation: Situation, allows: Allows): Truth {
  const named = anyNaming(allows)
  return named === 'no' ? named : both(named, principalSide(situation, allows))
}

/** What identity policies, boundary and session policy allow together; a root user needs no identity policy. */
export function principalSide(situation: Situation, allows: Allows): Truth {
  const identity = situation.isRoot ? 'yes' : allows.identity()
  return identity === 'no' ? identity : both(identity, limitsTruth(situation, allows))
}

function limitsTruth(situation: Situation, allows: Allows): Truth {
  const boundary = limitTruth(situation, 'boundary', allows)
  return boundary === 'no' ? boundary : both(boundary, limitTruth(situation, 'session', allows))
}

function limitTruth(situation: Situation, type: 'scp' | 'boundary' | 'session', allows: Allows): Truth {
  return situation.applies[type] ? allows.limit(type) : 'yes'
}

function anyNaming(allows: Allows): Truth {
  return either(either(allows.resource('direct'), allows.resource('limited')), allows.resource('account'))
}

/** Why nothing allows the request: the first kind of policy, in the order of evaluation, that does not. */
export function missingType(situation: Situation, allows: Allows): PolicyType {
  if (limitTruth(situation, 'scp', allows) === 'no') return 'scp'
  if (allows.limit('endpoint') === 'no') return 'endpoint'
  const { reach, resourceMustAllow } = situation
  const fromOutside = reach === 'outside' || reach === 'crossAccount'
  if ((fromOutside || resourceMustAllow) && anyNaming(allows) === 'no') return 'resource'
  const limited = reach === 'sameAccount' && allows.resource('limited') === 'yes'
  if (!limited && !situation.isRoot && allows.identity() === 'no') return 'identity'
  if (limitTruth(situation, 'boundary', allows) === 'no') return 'boundary'
  return limitTruth(situation, 'session', allows) === 'no' ? 'session' : 'resource'
}

import { actionKeyChecks } from './action-keys.js'
import { actionChecks } from './actions.js'
import { addressChecks } from './addresses.js'
import { arnChecks } from './arns.js'
import { broadRoleChecks } from './broad-roles.js'
import type { Check } from './check.js'
import { claimChecks } from './claims.js'
import { elementChecks } from './elements.js'
import { emptyChecks } from './empty.js'
import { keyUseChecks } from './key-use.js'
import { keyChecks } from './keys.js'
import { operatorChecks } from './operators.js'
import { organizationChecks } from './organizations.js'
import { principalChecks } from './principals.js'
import { redundantStatementChecks } from './redundant-statements.js'
import { resourcePolicyChecks } from './resource-policy.js'
import { sizeChecks } from './size.js'
import { syntaxChecks } from './syntax.js'
import { tagChecks } from './tag-keys.js'
import { trustChecks } from './trust.js'
import { valueChecks } from './values.js'
import { variableChecks } from './variables.js'
import { wildcardChecks } from './wildcards.js'

/**
 * Every check that IAM Access Analyzer documents, by subject.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export const catalog: readonly Check[] = [
  ...syntaxChecks,
  ...elementChecks,
  ...emptyChecks,
  ...actionChecks,
  ...arnChecks,
  ...keyChecks,
  ...operatorChecks,
  ...valueChecks,
  ...addressChecks,
  ...variableChecks,
  ...wildcardChecks,
  ...keyUseChecks,
  ...claimChecks,
  ...tagChecks,
  ...actionKeyChecks,
  ...broadRoleChecks,
  ...principalChecks,
  ...trustChecks,
  ...organizationChecks,
  ...resourcePolicyChecks,
  ...sizeChecks,
  ...redundantStatementChecks,
]

import { nearest } from '../../iam/nearest.js'
import { partitionOfRegion } from '../../iam/partition.js'
import { quoted } from '../../iam/policy-problem.js'
import { arnServices, prefixesOfArnService } from '../../reference/condition-key.js'
import { servicePrefixes } from '../../reference/service.js'
import { type FormatMatch, formatMatches, isFixedAccount } from './arn-fields.js'
import { type About, type Check, check, EVERY, type Find, type Report, resources } from './check.js'
import { coveredByOthers } from './redundancy.js'
import type { ResourceView } from './resource-view.js'
import { findUnknownKeyServices } from './unknown-keys.js'

const PARTITIONS = [
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-eusc',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
]
const OPEN = /[*?]/

function about(tests: string, why: string, fix: string, limits?: string): About {
  const policies = EVERY.filter((kind) => kind !== 'trust')
  return { tests, why, fix, policies, ...(limits === undefined ? {} : { limits }) }
}

/** Is each ARN of a resource one that can exist? */
export const arnChecks: readonly Check[] = [
  check(
    'ERROR',
    'INVALID_ARN_PREFIX',
    about(
      'A resource is neither `*` nor begins with `arn:`.',
      'AWS refuses the document.',
      'Write the whole ARN.',
    ),
    resources((resource, report) => {
      if (resource.all || resource.fields !== undefined || resource.value.startsWith('${')) return
      report(`\`${quoted(resource.value)}\` is no ARN. Begin it with arn: or use *.`, resource)
    }),
  ),
  check(
    'ERROR',
    'MISSING_ARN_FIELD',
    about(
      'A resource ARN has fewer than six fields.',
      'What is missing counts as `*`, which is seldom meant, or the ARN matches nothing.',
      'Write all fields: `arn:partition:service:region:account:resource`.',
    ),
    resources((resource, report) => {
      const { fields } = resource
      if (fields === undefined || fields.length >= 5 || fields.at(-1) === '*') return
      const count = fields.length + 1
      report(`The ARN has ${count} of the 6 fields arn:partition:service:region:account:resource.`, resource)
    }),
  ),
  check(
    'ERROR',
    'INVALID_PARTITION',
    about(
      'The partition of a resource ARN does not exist.',
      'The ARN matches nothing.',
      'Use `aws`, `aws-cn`, `aws-us-gov` or another partition that exists.',
      'Which service exists in which partition is not judged.',
    ),
    resources((resource, report) => {
      const partition = resource.fields?.[0]
      if (partition === undefined || OPEN.test(partition) || PARTITIONS.includes(partition)) return
      report(`There is no partition \`${quoted(partition)}\`. There are ${PARTITIONS.join(', ')}.`, resource)
    }),
  ),
  check(
    'ERROR',
    'INVALID_ARN_SERVICE_CASE',
    about(
      'The service of a resource ARN has capital letters.',
      'Letter case matters in ARNs, so it matches nothing.',
      'Write the service in small letters.',
    ),
    resources((resource, report) => {
      const service = resource.fields?.[1]
      if (service === undefined || service === service.toLowerCase()) return
      report(`Write the service of the ARN in small letters: ${quoted(service.toLowerCase())}.`, resource)
    }),
  ),
  check(
    'ERROR',
    'INVALID_SERVICE',
    {
      ...about(
        'The service of a resource ARN, or the part of a condition key before its colon, does not exist.',
        'The ARN or the condition matches nothing.',
        'Correct the service; the finding proposes the nearest that exist.',
      ),
      policies: EVERY,
    },
    (policy, report) => {
      findUnknownServices(policy, report)
      findUnknownKeyServices(policy, report)
    },
  ),
  check(
    'ERROR',
    'INVALID_ARN_REGION',
    about(
      'The Region of a resource ARN is none, or belongs to another partition than the ARN.',
      'The ARN matches nothing.',
      'Write the Region as AWS names it: `eu-west-1`.',
      'In which Regions a service exists is not judged: AWS opens them faster than a table follows.',
    ),
    resources((resource, report) => {
      const [partition = '', , region = ''] = resource.fields ?? []
      if (region === '' || OPEN.test(region)) return
      const home = partitionOfRegion(region)
      if (home === undefined) report(`There is no Region \`${quoted(region)}\`.`, resource)
      else if (PARTITIONS.includes(partition) && home !== partition) {
        report(`The Region ${region} is in the partition ${home}, not in ${partition}.`, resource)
      }
    }),
  ),
  check(
    'ERROR',
    'INVALID_ARN_ACCOUNT',
    about(
      'The account of a resource ARN is not twelve digits.',
      'The ARN matches nothing.',
      'Write the account ID with all its twelve digits, without hyphens.',
    ),
    resources((resource, report) => {
      const [, service = '', , account = ''] = resource.fields ?? []
      if (account === '' || OPEN.test(account) || /^[0-9]{12}$/.test(account)) return
      if (account === 'aws' || isFixedAccount(service, account)) return
      report(`\`${quoted(account)}\` is no account ID. An account ID has 12 digits.`, resource)
    }),
  ),
  check(
    'ERROR',
    'INVALID_ARN_RESOURCE',
    about(
      'The resource part of an ARN is of none of the forms that the service has.',
      'The ARN matches nothing.',
      'Compare it with the ARN formats of the service in the Service Authorization Reference.',
    ),
    resources((resource, report) => {
      if (formatMatches(resource)?.length !== 0) return
      const service = resource.fields?.[1] ?? ''
      report(
        `No resource type of ${quoted(service)} has ARNs like this one. Correct its last part.`,
        resource,
      )
    }),
  ),
  check(
    'ERROR',
    'ARN_REGION_NOT_ALLOWED',
    about(
      'A resource ARN has a Region, but ARNs of that type have none.',
      'The ARN matches nothing.',
      'Leave the field empty.',
    ),
    everyFormat(({ region }) => region === 'superfluous', 'names no Region in its ARNs. Leave it empty'),
  ),
  check(
    'ERROR',
    'ARN_ACCOUNT_NOT_ALLOWED',
    about(
      'A resource ARN has an account, but ARNs of that type have none.',
      'The ARN matches nothing.',
      'Leave the field empty.',
    ),
    everyFormat(({ account }) => account === 'superfluous', 'names no account in its ARNs. Leave it empty'),
  ),
  check(
    'ERROR',
    'MISSING_ARN_REGION',
    about(
      'A resource ARN has no Region, but ARNs of that type have one.',
      'The ARN matches nothing.',
      'Write the Region, or `*`.',
    ),
    everyFormat(({ region }) => region === 'missing', 'names the Region in its ARNs. Add it, or *'),
  ),
  check(
    'ERROR',
    'MISSING_ARN_ACCOUNT',
    about(
      'A resource ARN has no account, but ARNs of that type have one.',
      'The ARN matches nothing.',
      'Write the account ID, or `*`.',
      'Not for services in which AWS owns some resources itself, with no account in their ARNs, such as documents of Systems Manager.',
    ),
    everyFormat(
      ({ account }, service) => account === 'missing' && !OWNED_BY_AWS.has(service),
      'names the account in its ARNs. Add it, or *',
    ),
  ),
  check(
    'SUGGESTION',
    'WILDCARD_IN_SERVICE_NAME',
    {
      ...about(
        'The service of a resource ARN, or of an action, holds a wildcard.',
        'It reaches every service with such a name, those of the future too.',
        'Write out the service.',
      ),
      policies: EVERY,
    },
    (policy, report) => {
      for (const { resource, action } of policy.statements) {
        for (const item of resource?.resources ?? []) {
          if (OPEN.test(item.fields?.[1] ?? '') && item.fields!.length >= 3) report(WILD_SERVICE, item)
        }
        for (const item of action?.actions ?? []) {
          if (!item.all && OPEN.test(item.service)) report(WILD_SERVICE, item)
        }
      }
    },
  ),
  check(
    'SUGGESTION',
    'REDUNDANT_RESOURCE',
    about(
      'A resource of a list is wholly covered by another of the same list.',
      'It changes nothing, and hides what the list covers.',
      'Remove it.',
    ),
    (policy, report) => {
      for (const { resource } of policy.statements) {
        const covered = coveredByOthers(resource?.resources ?? [])
        const [first] = covered
        if (first === undefined) continue
        const more = covered.length > 1 ? ` and ${covered.length - 1} more` : ''
        report(
          `Others of the list cover \`${quoted(first.value)}\`${more}: remove what changes nothing.`,
          ...covered,
        )
      }
    },
  ),
]

const WILD_SERVICE =
  'A wildcard in the name of the service reaches services that were not meant. Write it out.'

const OWNED_BY_AWS = new Set(['ssm', 'resource-explorer-2', 'ec2', 'imagebuilder', 'backup'])

/** A finding where each format that the resource can be of has the problem. */
function everyFormat(has: (match: FormatMatch, service: string) => boolean, detail: string): Find {
  return resources((resource, report) => {
    const matches = formatMatches(resource)
    const service = resource.fields?.[1] ?? ''
    if (matches === undefined || matches.length === 0) return
    if (matches.every((match) => has(match, service)))
      report(`The service ${quoted(service)} ${detail}.`, resource)
  })
}

const findUnknownServices: Find = resources((resource: ResourceView, report: Report) => {
  const service = resource.fields?.[1]
  if (service === undefined || OPEN.test(service) || resource.fields!.length < 3) return
  const name = service.toLowerCase()
  if (prefixesOfArnService(name).length > 0 || servicePrefixes().includes(name)) return
  const near = nearest(name, arnServices(), 3)
  const proposal = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`
  report(`No service has \`${quoted(service)}\` in its ARNs.${proposal}`, resource)
})

import { kebab, place } from './values.mjs'

/** An ARN of a format of the reference; every variable has a value that says where it came from. */
export function arnOf({ text }, path) {
  return text
    .split(/,\s*(?=arn:)/)[0]
    .replace('${Partition}', place.partition)
    .replace('${Region}', place.region)
    .replace('${Account}', place.account)
    .replace(':${AccountId}:', `:${place.account}:`)
    .replace(':${Vendor}:', ':ec2:')
    .replace(/\$\{([^}]*)\}/g, (_, variable) => kebab(`${variable}-of-${path}`))
    .replaceAll('*', 'any')
}

/** For a member such as `TableArn`: an ARN of the type it speaks of, else of the action's first type. */
export function arnOfMember({ resources }, path) {
  const name = plain(path.split('.').at(-1))
  if (!/arns?$/.test(name) || /rolearn/.test(name) || resources.length === 0) return undefined
  const spoken = resources.find(({ type }) => name.includes(plain(type.name)))
  return arnOf((spoken ?? resources[0]).type.format, path)
}

function plain(name) {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

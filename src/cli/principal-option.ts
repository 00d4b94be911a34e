import { LeastwiseError } from '../workflows/errors.js'

/** The principal of a verb that needs one. Throws PRINCIPAL_REQUIRED. */
export function requirePrincipal(
  verb: string,
  principal: string | undefined,
  inputs: readonly string[],
): string {
  if (principal !== undefined && principal.trim() !== '') return principal
  const hint = `see who is in the logs with \`leastwise principals ${inputs.join(' ')}\``
  throw new LeastwiseError('PRINCIPAL_REQUIRED', `\`leastwise ${verb}\` needs \`--principal\``, hint)
}

import { BlockList, isIP } from 'node:net'
import { LeastwiseError } from '../../workflows/errors.js'
import type { SecuritySettings } from './settings.js'

const own = new BlockList()
own.addSubnet('127.0.0.0', 8, 'ipv4')
own.addAddress('::1', 'ipv6')

/** Whether an address or host name can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (plain === 'localhost') return true
  const kind = isIP(plain)
  return kind !== 0 && own.check(plain, kind === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Whether a server that listens on a host must have requests signed. Throws a `LeastwiseError` (`KEYS_REQUIRED`) if it
 * must and has no keys, or if the configuration would let other machines in without.
 */
export function signaturesRequired(
  host: string,
  { signatures, keys }: Pick<SecuritySettings, 'signatures' | 'keys'>,
): boolean {
  const wide = !isLoopback(host)
  const wanted = signatures === 'required' || (signatures === 'auto' && (wide || keys.length > 0))
  if (wide && !wanted)
    throw unsafe(`\`security.signatures\` is off, and \`${host}\` can be reached from other machines`)
  if (wanted && keys.length === 0)
    throw unsafe(
      wide
        ? `\`${host}\` can be reached from other machines, and there is no key to sign with`
        : '`security.signatures` is required, and there is no key to sign with',
    )
  return wanted
}

function unsafe(message: string): LeastwiseError {
  return new LeastwiseError(
    'KEYS_REQUIRED',
    message,
    'listen on 127.0.0.1, or give `security.keys` in the configuration at least one access key',
  )
}

import { readFile } from 'node:fs/promises'
import { asObject, asText, type Json, member } from '../../core/iam/json.js'
import { LeastwiseError, type PublicKey } from '../../workflows/ports.js'
import { codeOf } from './path-text.js'

/**
 * The public keys in a file as `aws cloudtrail list-public-keys` prints it. Throws KEYS_UNREADABLE.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
 */
export async function readPublicKeys(path: string): Promise<readonly PublicKey[]> {
  const list = member(asObject(await readJson(path)), 'PublicKeyList')
  const keys = Array.isArray(list) ? list.flatMap((one: Json) => keyOf(one) ?? []) : []
  if (keys.length > 0) return keys
  throw refusal(path, 'holds no public key')
}

async function readJson(path: string): Promise<Json> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw refusal(path, `cannot be read (${codeOf(error)})`)
  })
  try {
    return JSON.parse(text) as Json
  } catch {
    throw refusal(path, 'is no JSON')
  }
}

function keyOf(one: Json): PublicKey | undefined {
  const fingerprint = asText(member(asObject(one), 'Fingerprint'))
  const value = asText(member(asObject(one), 'Value'))
  return fingerprint === undefined || value === undefined ? undefined : { fingerprint, value }
}

function refusal(path: string, what: string): LeastwiseError {
  return new LeastwiseError(
    'KEYS_UNREADABLE',
    `the file of public keys \`${path}\` ${what}`,
    'make it in each Region with `aws cloudtrail list-public-keys --start-time … --end-time … > keys.json`',
  )
}

import { readFileSync } from 'node:fs'
import { LeastwiseError } from '../../workflows/errors.js'
import type { KeySettings, SecretPlace } from './settings.js'

/** A key that the server knows. The secret and the token are never logged and never leave this process. */
export interface ServerKey {
  readonly secret: string
  /** What must come with the key, for keys that are like those of a session. */
  readonly sessionToken?: string | undefined
  /** Milliseconds since 1970; the key is refused from then on. */
  readonly expires?: number | undefined
}

/** Keys by access key id. */
export type KeyRing = ReadonlyMap<string, ServerKey>

/**
 * The keys that a configuration names, with their secrets from where it says. Throws a `LeastwiseError`
 * (`KEY_INVALID`) that names the key and the place, never what is in it.
 */
export function readKeys(
  settings: readonly KeySettings[],
  environment: Readonly<Record<string, string | undefined>>,
): KeyRing {
  const ring = new Map<string, ServerKey>()
  for (const { accessKeyId, secret, sessionToken, expires } of settings) {
    if (ring.has(accessKeyId)) throw unusable(accessKeyId, 'is there twice')
    ring.set(accessKeyId, {
      secret: readSecret(accessKeyId, secret, environment),
      sessionToken: sessionToken && readSecret(accessKeyId, sessionToken, environment),
      expires: expires === undefined ? undefined : Date.parse(expires),
    })
  }
  return ring
}

function readSecret(
  key: string,
  place: SecretPlace,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const text = 'env' in place ? environment[place.env] : readSecretFile(key, place.file)
  const secret = text?.replace(/\r?\n$/, '')
  const where = 'env' in place ? `the environment variable \`${place.env}\`` : `\`${place.file}\``
  if (!secret) throw unusable(key, `has no secret: ${where} is ${text === undefined ? 'not set' : 'empty'}`)
  return secret
}

function readSecretFile(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable'
    throw unusable(key, `has no secret: \`${file}\` cannot be read (${reason})`)
  }
}

function unusable(key: string, trouble: string): LeastwiseError {
  return new LeastwiseError(
    'KEY_INVALID',
    `access key \`${key}\` ${trouble}`,
    'give every key of `security.keys` an id of its own and a secret in `env:` or `file:`',
  )
}

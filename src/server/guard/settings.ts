import { z } from 'zod'

const secretPlace = z
  .union([
    z.strictObject({ env: z.string().min(1).describe('the environment variable that holds it') }),
    z.strictObject({
      file: z.string().min(1).describe('the file that holds it; a line break at its end is not part of it'),
    }),
  ])
  .describe('where a secret is; never the secret itself')

/** Where a secret is: an environment variable or a file. */
export type SecretPlace = z.infer<typeof secretPlace>

const key = z.strictObject({
  accessKeyId: z
    .string()
    .regex(/^\w{16,128}$/)
    .describe('what clients give as access key id: 16 to 128 letters, digits and underscores'),
  secret: secretPlace,
  sessionToken: secretPlace.optional(),
  expires: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('from then on the key is answered with ExpiredTokenException'),
})

/** One access key of the configuration. */
export type KeySettings = z.infer<typeof key>

const count = (least: number, most: number, usual: number) => z.int().min(least).max(most).default(usual)

const limits = z
  .strictObject({
    bodyBytes: count(1024, 64 * 1024 * 1024, 1024 * 1024).describe('the largest body of a request'),
    headerBytes: count(2048, 256 * 1024, 16 * 1024).describe('the largest sum of all headers of a request'),
    headerSeconds: count(1, 300, 10).describe('how long the headers of a request may take to arrive'),
    requestSeconds: count(1, 3600, 30).describe('how long a whole request may take to arrive'),
    connections: count(1, 100_000, 1000).describe('how many connections may be open'),
    requestsPerSecond: count(1, 100_000, 100).describe(
      'how many requests a client, or a key, may make in the long run',
    ),
    burst: count(1, 100_000, 400).describe('how many it may make at once'),
    clients: count(1, 1_000_000, 10_000).describe(
      'how many clients are told apart; all others share one allowance',
    ),
  })
  .describe('what a client may ask of the server')

/** What a client may ask of the server. */
export type Limits = z.infer<typeof limits>

/** The part `security:` of the configuration of the server. */
export const securitySchema = z
  .strictObject({
    signatures: z
      .enum(['auto', 'required', 'off'])
      .default('auto')
      .describe(
        'whether requests must be signed; `auto`: if there are keys, or the server can be reached from other machines',
      ),
    keys: z.array(key).default([]).describe('who may sign'),
    regions: z
      .array(z.string().min(1))
      .default([])
      .describe('regions that a signature may be for; none: any'),
    hosts: z
      .array(z.string().min(1))
      .default([])
      .describe('names by which clients reach the server, beside its own addresses; without port'),
    origins: z
      .array(z.url())
      .default([])
      .describe(
        'origins of web pages that may call the server, beside its own; for one behind a proxy that changes the host',
      ),
    limits: limits.prefault({}),
  })
  .describe('who may call the server, and how much')

/** Who may call the server, and how much, with every default in place. */
export type SecuritySettings = z.infer<typeof securitySchema>

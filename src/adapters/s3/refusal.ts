import { LeastwiseError, UnreadableFile } from '../../workflows/ports.js'
import type { S3Connection } from './connection.js'
import type { Failure } from './failure.js'
import { s3Uri } from './s3-uri.js'

/** Why a list cannot be had: the run ends, because nothing may be taken for "no activity". */
export function listingError(
  failure: Failure,
  bucket: string,
  prefix: string,
  connection: Pick<S3Connection, 'partition' | 'patience'>,
): LeastwiseError {
  const uri = s3Uri(bucket, prefix)
  const said = saidBy(failure)
  if (failure.kind === 'credentials') return credentialsError(failure)
  if (failure.kind === 'no-bucket') {
    const hint = 'check its name, and that your credentials are of the right partition'
    return new LeastwiseError('INPUT_NOT_FOUND', `there is no bucket \`${bucket}\``, hint)
  }
  if (failure.kind === 'denied' && !isUnnamed(failure)) {
    const arn = `arn:${connection.partition(bucket)}:s3:::${bucket}`
    const hint = `allow \`s3:ListBucket\` on \`${arn}\` for the prefix \`${prefix}\`, and \`s3:GetObject\` on \`${arn}/${prefix}*\`: docs/s3.md has the policy`
    return new LeastwiseError('S3_DENIED', `you may not list \`${uri}\` (${said})`, hint)
  }
  if (failure.kind === 'unreachable' || failure.kind === 'denied') {
    const hint = 'check the network, `--s3-endpoint`, AWS_REGION and HTTPS_PROXY'
    return new LeastwiseError('S3_FAILED', `S3 cannot be reached to list \`${uri}\` (${said})`, hint)
  }
  const tries = failure.kind === 'transient' ? `, ${connection.patience.attempts} times` : ''
  const hint = 'nothing was read, so that nothing looks unused: try again later'
  return new LeastwiseError('S3_FAILED', `\`${uri}\` cannot be listed (${said}${tries})`, hint)
}

/** Why nothing more can be read at all; every further object would fail alike. */
export function credentialsError(failure: Failure): LeastwiseError {
  const message =
    failure.code === 'NoCredentials'
      ? `no AWS credentials: ${firstLine(failure.message)}`
      : `AWS does not accept the credentials (${saidBy(failure)})`
  const hint =
    'set AWS_PROFILE or the AWS_ variables, or sign in with `aws sso login`; `aws sts get-caller-identity` must work; of `--assume-role`, see its trust policy'
  return new LeastwiseError('S3_CREDENTIALS', message, hint)
}

/** Why one object is skipped. */
export function objectError(
  failure: Failure,
  tries: number,
  progress: { readonly had: number; readonly of: number },
): UnreadableFile | LeastwiseError {
  const said = saidBy(failure)
  switch (failure.kind) {
    case 'credentials':
      return credentialsError(failure)
    case 'kms':
      return new UnreadableFile(
        'kms-denied',
        `its KMS key may not be used (${said}): allow \`kms:Decrypt\` on the key, in your policy and in the key's`,
      )
    case 'denied':
      return new UnreadableFile(
        'access-denied',
        `S3 refuses it (${said}): allow \`s3:GetObject\`, and \`kms:Decrypt\` if it is encrypted with a KMS key`,
      )
    case 'archived':
      return new UnreadableFile(
        'archived',
        `it is archived (${said}): restore it with \`aws s3api restore-object\``,
      )
    case 'changed':
      return new UnreadableFile('changed', 'it was overwritten after it was listed: run again')
    case 'missing':
      return new UnreadableFile('changed', 'it was deleted after it was listed')
    default: {
      const often = failure.kind === 'transient' ? `, ${tries} times without a byte more` : ''
      return new UnreadableFile(
        'unreadable',
        `S3 does not give it to the end (${said}${often}; ${progress.had} of ${progress.of} bytes came)`,
      )
    }
  }
}

/** S3 always says a code; an answer without one is from something on the way, such as a proxy. */
function isUnnamed({ code }: Failure): boolean {
  return code.startsWith('HTTP ')
}

const longestMessage = 300

function saidBy({ code, message }: Failure): string {
  const text = firstLine(message)
  return text === '' ? code : `${code}: ${text}`
}

/** What a server says is text from outside: one line, not too long. */
function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0]!.slice(0, longestMessage)
}

/**
 * Every error a user can meet, by its stable code. The table in docs/errors.md is compared with this one.
 */
export const errorCodes = {
  INPUT_NOT_FOUND: 'an input path does not exist or a glob matches nothing',
  INPUT_UNREADABLE: 'an input exists but cannot be listed or read',
  S3_CREDENTIALS: 'there are no AWS credentials, or AWS does not accept them',
  S3_DENIED: 'S3 does not let you list what was asked for',
  S3_FAILED: 'S3 cannot be reached, or did not list what was asked for to its end',
  NO_RECORDS: 'the inputs hold no CloudTrail record at all',
  NO_MATCHING_RECORDS: 'records were read, but none is in the chosen period, region, account or session',
  PRINCIPAL_REQUIRED: 'the command needs --principal',
  PRINCIPAL_NOT_FOUND: 'no record was made by the principal asked for',
  PRINCIPAL_AMBIGUOUS: 'a name without wildcards matches several principals',
  PRINCIPAL_HAS_NO_POLICY:
    'the principal cannot carry an identity policy (root, an AWS service, another account)',
  SNAPSHOT_INVALID: 'account details, an organization or a policy document on disk is not what it should be',
  PRINCIPAL_NOT_IN_SNAPSHOT: 'the account details have no user or role like the one asked for',
  NO_DIGESTS: 'the inputs hold no CloudTrail digest file, so that nothing can be said of the logs',
  KEYS_UNREADABLE: 'the file of public keys cannot be read or holds none',
  LOGS_NOT_INTACT: 'the digests do not prove the logs: a file is altered, missing or unknown',
  OPTION_INVALID: 'an option has a value that cannot be used',
  OUTPUT_UNWRITABLE: 'a file or folder to write to cannot be written',
  POLICY_TOO_LARGE: 'the policy, or one statement of it, does not fit what it has to fit into',
  RECIPE_INVALID: 'a recipe is no YAML, or holds what a recipe cannot hold',
  POLICY_REQUIRED: 'the command needs --policy',
  POLICY_INVALID: 'a policy file is no JSON, or holds what a policy document cannot hold',
  FORMAT_REFUSED: 'the format asked for cannot say what the policy says',
  STORE_REQUIRED: 'the command needs `--store`, or a store as its input',
  STORE_NOT_FOUND: 'there is no activity store at the path',
  STORE_INVALID: 'the file is no activity store, or it is damaged',
  STORE_VERSION: 'the activity store was made by a newer version of leastwise',
  STORE_LOCKED: 'another process writes to the activity store, or reads it for too long',
  STORE_CANNOT_TELL: 'an option asks for something that an activity store does not keep',
  SQL_REFUSED: 'the SQL has an error, or does more than read the views of the store',
  NO_POLICIES: 'the inputs hold no policy document',
  SERVER_CONFIG_INVALID: 'the configuration of the server is no YAML, or holds what it cannot hold',
  SERVER_ADDRESS_UNUSABLE: 'the server cannot bind to the address and port asked for',
  TRAIL_NOT_FOUND: 'the server has no trail with the ARN that a request names',
  JOBS_LOCKED: 'another server works on the folder of jobs',
  JOBS_UNUSABLE: 'the folder of jobs cannot be read or written',
  KEY_INVALID: 'an access key of the configuration has no secret that can be read, or is there twice',
  KEYS_REQUIRED:
    'the server would listen to other machines, or is to have requests signed, without an access key',
  REFERENCE_UNKNOWN: 'the reference has no such action, resource type, operation or service',
} as const

/** A stable code of the catalog. */
export type ErrorCode = keyof typeof errorCodes

/** Expected trouble that ends the run: exit status 2. One lower-case sentence with input in backticks, and a hint. */
export class LeastwiseError extends Error {
  override readonly name = 'LeastwiseError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What to do next. */
    readonly hint: string,
  ) {
    super(message)
  }
}

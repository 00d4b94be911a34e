import { type Listing, type LogFile, openCounts, type RecordSource } from '../../workflows/ports.js'

/**
 * Of the trail of an organization, only the logs of one account: CloudTrail records what a principal does in the principal's
 * own account. Logs in any other layout are all listed, for their folders prove nothing: what was copied or made anonymous
 * may lie anywhere. What is no account limits nothing.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export function ofAccount(source: RecordSource, account: string): RecordSource {
  if (!/^\d{12}$/.test(account)) return source
  return {
    async list(selection) {
      // Without looking at the other accounts, of which there may be thousands.
      const own = await source.list({ ...selection, accounts: [account] })
      if (own.files.some(({ name }) => accountOf(name) === account)) return own
      return withoutOthers(await source.list(selection), account)
    },
  }
}

function withoutOthers({ files, passedOver }: Listing, account: string): Listing {
  const isKept = ({ name }: LogFile) => [undefined, account].includes(accountOf(name))
  const kept = files.filter(isKept)
  for (const file of files) if (!isKept(file)) file.omit?.()
  const counts = openCounts()
  for (const [reason, count] of Object.entries(passedOver)) counts.add(reason, count)
  if (kept.length < files.length) counts.add('outside-selection', files.length - kept.length)
  return { files: kept, passedOver: counts.toRecord() }
}

/** The account of a log of an organization, by its path; `undefined` in any other layout. */
function accountOf(name: string): string | undefined {
  return /(?:^|\/)AWSLogs\/o-[a-z0-9]{1,32}\/(\d{12})\//.exec(name)?.[1]
}

import { S3Client } from '@aws-sdk/client-s3'
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { getProxyForUrl } from 'proxy-from-env'
import { NoCredentials } from './failure.js'
import type { S3Options } from './options.js'

/** S3 answers from here when no Region is configured, and says which one the bucket is in. */
const usualRegion = 'us-east-1'

/**
 * A client that tries once and leaves bodies as they come: trying again, resuming and checksums are ours, because only the
 * reader knows how much it has. `region` overrides the configured one.
 */
export async function makeClient(options: S3Options, region: string | undefined): Promise<S3Client> {
  const home = await configuredRegion()
  const client = new S3Client({
    region: region ?? home,
    maxAttempts: 1,
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: named(credentials(options, home)),
    requestHandler: {
      connectionTimeout: 10_000,
      ...proxied(options.endpoint ?? `https://s3.${home}.amazonaws.com`),
    },
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(usesOtherServer(options) ? { forcePathStyle: true } : {}),
  })
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      headers['x-amz-checksum-mode'] = 'ENABLED'
      return next(args)
    },
    { step: 'build', name: 'askForChecksums' },
  )
  return client
}

function usesOtherServer({ endpoint }: S3Options): boolean {
  return [endpoint, process.env.AWS_ENDPOINT_URL_S3, process.env.AWS_ENDPOINT_URL].some(
    (one) => one !== undefined && one !== '',
  )
}

/** From the environment or the profile, as the AWS CLI has it. */
async function configuredRegion(): Promise<string> {
  const probe = quietly(() => new S3Client({}))
  try {
    return await probe.config.region()
  } catch {
    return usualRegion
  } finally {
    probe.destroy()
  }
}

/** The SDK's own words about versions of Node, which it says once to a process, are no news of a run. */
function quietly<T>(make: () => T): T {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'
  const before = process.env[name]
  process.env[name] = 'true'
  try {
    return make()
  } finally {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  }
}

type Provider = () => Promise<{
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}>

function credentials({ assumeRole, externalId }: S3Options, region: string): Provider {
  const clientConfig = { region, requestHandler: proxied(`https://sts.${region}.amazonaws.com`) }
  if (assumeRole === undefined) return fromNodeProviderChain({ clientConfig })
  return fromTemporaryCredentials({
    params: {
      RoleArn: assumeRole,
      RoleSessionName: 'leastwise',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
    clientConfig,
  })
}

/** Says of every error that it was the credentials which could not be had. */
function named(provider: Provider): Provider {
  return async () => {
    try {
      return await provider()
    } catch (error) {
      throw new NoCredentials(error)
    }
  }
}

/** `HTTPS_PROXY` and `NO_PROXY`, as everywhere. */
function proxied(url: string): { readonly httpsAgent?: HttpsProxyAgent<string> } {
  const proxy = getProxyForUrl(url)
  return proxy === '' || !url.startsWith('https:')
    ? {}
    : { httpsAgent: new HttpsProxyAgent(proxy, { keepAlive: true, maxSockets: 64 }) }
}

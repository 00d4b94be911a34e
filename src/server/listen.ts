import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { serve } from '@hono/node-server'
import { LeastwiseError } from '../workflows/errors.js'
import { apiRoutes } from './api/api-routes.js'
import { jobStreams } from './api/job-events.js'
import { jobRoutes } from './api/job-routes.js'
import { plainRoutes } from './api/plain-routes.js'
import { createApp } from './app.js'
import { awsRoutes } from './aws/aws-routes.js'
import { openValidation } from './aws/validate-apart.js'
import { configSchema, readConfig, type ServerConfig } from './config.js'
import type { ServerMetrics } from './guard/metrics.js'
import { limitNodeServer } from './guard/node-limits.js'
import { openQueues, type Queues } from './jobs/open-queues.js'
import { openSecurity, type Security } from './security.js'
import { type Reach, standInTrail, trailsOf } from './trails.js'

/** How a server is started: with a configuration, or with inputs that get a trail of their own. */
export interface ServerOptions {
  readonly config?: string | undefined
  readonly inputs: readonly string[]
  /** How those of them that are in S3 are reached. */
  readonly s3?: Reach | undefined
  /** Instead of what the configuration says. */
  readonly host?: string | undefined
  readonly port?: number | undefined
  /** What the server has to say beside its answers, a line each. */
  readonly log: (line: string) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** A server that listens. */
export interface RunningServer {
  /** Without a slash at the end. */
  readonly url: string
  /** ARNs, sorted. */
  readonly trails: readonly string[]
  /** Takes no new connection, lets answers finish, stops the work. */
  stop(): Promise<void>
}

/**
 * Starts the server. Throws SERVER_CONFIG_INVALID, INPUT_NOT_FOUND, OPTION_INVALID, JOBS_LOCKED, JOBS_UNUSABLE,
 * KEYS_REQUIRED, KEY_INVALID and SERVER_ADDRESS_UNUSABLE.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, identity } = await settingsOf(options)
  const security = openSecurity(config.security, { ...options, host: config.host, environment: process.env })
  const { guards, failed } = security
  const trails = trailsOf(config.trails)
  const queues = await openQueues({ jobs: config.jobs, identity, trails, now: options.now, failed })
  try {
    const streams = jobStreams()
    const validate = openValidation()
    countJobs(security.metrics, queues)
    const parts = [
      security.routes,
      apiRoutes([...plainRoutes(trails, validate), ...jobRoutes({ ...queues, trails }, streams)]),
      awsRoutes({
        queue: queues.generations,
        trails,
        resources: config.policies.resources,
        now: options.now,
        validate,
      }),
    ]
    const app = createApp({ guards, parts, failed })
    const { url, stop } = await listen(app.fetch, config, security)
    const stopAll = async () => {
      streams.close()
      await stop().finally(() => queues.close())
    }
    return { url, trails: [...trails.keys()], stop: stopAll }
  } catch (error) {
    await queues.close()
    throw error
  }
}

function countJobs(metrics: ServerMetrics, { generations, questions }: Queues): void {
  metrics.gauge('leastwise_jobs', 'Jobs that wait or run, of both queues.', 'state', () => {
    const [a, b] = [generations.load(), questions.load()]
    return { waiting: a.waiting + b.waiting, running: a.running + b.running }
  })
}

async function settingsOf({ config: path, inputs, s3 = {}, host, port }: ServerOptions): Promise<{
  readonly config: ServerConfig
  readonly identity: string
}> {
  if ((path === undefined) === (inputs.length === 0)) throw eitherOr()
  const located = inputs.map((one) => (/^[a-z][a-z0-9]*:\/\//i.test(one) ? one : resolve(one)))
  const config =
    path === undefined
      ? {
          ...configSchema.parse({ trails: { [standInTrail]: located } }),
          trails: { [standInTrail]: { inputs: located, s3 } },
        }
      : await readConfig(path)
  const identity = JSON.stringify(path === undefined ? located : resolve(path))
  return { config: { ...config, host: host ?? config.host, port: port ?? config.port }, identity }
}

type Fetch = ReturnType<typeof createApp>['fetch']

function listen(
  fetch: Fetch,
  { host, port, security: { limits } }: ServerConfig,
  { serverOptions }: Security,
): Promise<Pick<RunningServer, 'url' | 'stop'>> {
  return new Promise((done, failed) => {
    const server = serve({ fetch, hostname: host, port, serverOptions }, (address) => {
      const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address
      const stop = () =>
        new Promise<void>((stopped) => {
          server.close(() => stopped())
          if ('closeIdleConnections' in server) server.closeIdleConnections()
        })
      done({ url: `http://${shown}:${address.port}`, stop })
    })
    limitNodeServer(server as Server, limits)
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(unusable(host, port, error.code ?? 'unknown')),
    )
  })
}

function unusable(host: string, port: number, code: string): LeastwiseError {
  const hint =
    code === 'EADDRINUSE'
      ? 'choose another `--port`; 0 takes any that is free'
      : 'check `--host` and `--port`'
  return new LeastwiseError(
    'SERVER_ADDRESS_UNUSABLE',
    `cannot listen on ${host} port ${port} (${code})`,
    hint,
  )
}

function eitherOr(): LeastwiseError {
  const hint = 'name logs, or a configuration with `--config`, which names them itself'
  return new LeastwiseError('OPTION_INVALID', 'a server needs either inputs or a configuration', hint)
}

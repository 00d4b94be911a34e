import { createHash, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { serve } from '@hono/node-server'
import { openJobStore } from '../adapters/job-store/job-store.js'
import { LeastwiseError } from '../workflows/errors.js'
import { createApp } from './app.js'
import { awsRoutes } from './aws/aws-routes.js'
import { configSchema, readConfig, type ServerConfig } from './config.js'
import { limitNodeServer } from './guard/node-limits.js'
import { generateInChild } from './jobs/child-work.js'
import { generationRequest } from './jobs/generation.js'
import { jobWork } from './jobs/job-work.js'
import { type JobQueue, openQueue } from './jobs/queue.js'
import { openSecurity, type Security } from './security.js'
import { standInTrail, type Trails, trailsOf } from './trails.js'

/** How a server is started: with a configuration, or with inputs that get a trail of their own. */
export interface ServerOptions {
  readonly config?: string | undefined
  readonly inputs: readonly string[]
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
 * Starts the server. Throws SERVER_CONFIG_INVALID, INPUT_NOT_FOUND, OPTION_INVALID, JOBS_LOCKED, JOBS_UNUSABLE, KEYS_REQUIRED, KEY_INVALID and
 * SERVER_ADDRESS_UNUSABLE.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, identity } = await settingsOf(options)
  const security = openSecurity(config.security, { ...options, host: config.host, environment: process.env })
  const { guards, failed } = security
  const trails = trailsOf(config.trails)
  const queue = await openJobs(config, identity, trails, options.now, failed)
  try {
    const aws = awsRoutes({ queue, trails, resources: config.policies.resources, now: options.now })
    const app = createApp({ guards, parts: [security.routes, aws], failed })
    const { url, stop } = await listen(app.fetch, config, security)
    return { url, trails: [...trails.keys()], stop: () => stop().finally(() => queue.close()) }
  } catch (error) {
    await queue.close()
    throw error
  }
}

async function settingsOf({ config: path, inputs, host, port }: ServerOptions): Promise<{
  readonly config: ServerConfig
  readonly identity: string
}> {
  if ((path === undefined) === (inputs.length === 0)) throw eitherOr()
  const located = inputs.map((one) => (/^[a-z][a-z0-9]*:\/\//i.test(one) ? one : resolve(one)))
  const config =
    path === undefined ? configSchema.parse({ trails: { [standInTrail]: located } }) : await readConfig(path)
  const identity = JSON.stringify(path === undefined ? located : resolve(path))
  return { config: { ...config, host: host ?? config.host, port: port ?? config.port }, identity }
}

function openJobs(
  { jobs }: ServerConfig,
  identity: string,
  trails: Trails,
  now: () => number,
  failed: (error: unknown) => void,
): Promise<JobQueue> {
  return openJobStore(jobs.folder ?? defaultFolder(identity)).then((store) =>
    openQueue({
      store,
      understands: (request) => generationRequest.safeParse(request).success,
      concurrency: jobs.concurrency,
      bound: jobs.queue,
      keep: jobs.keep,
      now,
      newId: randomUUID,
      failed,
      work: jobWork(trails, (task, told) => generateInChild(task, told)),
    }),
  )
}

/** A folder for each configuration, and for each list of inputs without one, so that jobs stay with their logs. */
function defaultFolder(identity: string): string {
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state')
  return join(state, 'leastwise', 'jobs', createHash('sha256').update(identity).digest('hex').slice(0, 16))
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

import type { ServerOptions } from 'node:http'
import type { MiddlewareHandler } from 'hono'
import { Hono } from 'hono'
import { guards } from './guard/guards.js'
import { readKeys } from './guard/keys.js'
import { isLoopback, signaturesRequired } from './guard/loopback.js'
import { type ServerMetrics, serverMetrics } from './guard/metrics.js'
import { nodeServerOptions } from './guard/node-limits.js'
import { observe } from './guard/observe.js'
import { type LogEntry, logLine } from './guard/request-log.js'
import type { SecuritySettings } from './guard/settings.js'

/** What stands around the routes of a server. */
export interface Security {
  /** In the order in which a request passes them. */
  readonly guards: readonly MiddlewareHandler[]
  readonly serverOptions: ServerOptions
  readonly metrics: ServerMetrics
  /** `/metrics`. */
  readonly routes: Hono
  /** Tells the log, and nobody else, of what should not have happened. */
  readonly failed: (error: unknown) => void
}

/** What security needs beside its settings. */
export interface SecurityParts {
  /** Where the server listens. */
  readonly host: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Takes one line. */
  readonly log: (line: string) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Reads the keys and builds what guards, observes and logs. Throws KEYS_REQUIRED and KEY_INVALID. */
export function openSecurity(settings: SecuritySettings, parts: SecurityParts): Security {
  const { host, environment, now } = parts
  const signed = signaturesRequired(host, settings)
  const keys = readKeys(settings.keys, environment)
  const metrics = serverMetrics()
  const log = (entry: LogEntry) => parts.log(logLine(entry).trimEnd())
  return {
    guards: [observe(log, metrics, now), ...guards({ settings, keys, signed, wide: !isLoopback(host), now })],
    serverOptions: nodeServerOptions(settings.limits),
    metrics,
    routes: new Hono().get('/metrics', async (context) =>
      context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
    ),
    failed: (error) => log(failureOf(error, now())),
  }
}

function failureOf(error: unknown, now: number): LogEntry {
  const known = error instanceof Error ? error : new Error(String(error))
  return {
    time: new Date(now).toISOString(),
    level: 'error',
    event: 'failure',
    message: known.message,
    stack: known.stack,
  }
}

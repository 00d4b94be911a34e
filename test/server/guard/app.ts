import { Hono } from 'hono'
import { type GuardParts, guards } from '../../../src/server/guard/guards.js'
import { serverMetrics } from '../../../src/server/guard/metrics.js'
import { observe } from '../../../src/server/guard/observe.js'
import type { LogEntry } from '../../../src/server/guard/request-log.js'
import { securitySchema } from '../../../src/server/guard/settings.js'
import { accessKeyId, secret } from './signer.js'

/** A guarded server whose routes say what reached them, with what it logged and counted. */
export function guardedApp(parts: Partial<GuardParts> & { security?: object } = {}) {
  const log: LogEntry[] = []
  const metrics = serverMetrics()
  const { security = {}, ...rest } = parts
  const full: GuardParts = {
    settings: securitySchema.parse(security),
    keys: new Map([[accessKeyId, { secret }]]),
    signed: false,
    wide: false,
    now: () => Date.now(),
    ...rest,
  }
  const app = new Hono()
  app.use(observe((entry) => log.push(entry), metrics, full.now))
  for (const guard of guards(full)) app.use(guard)
  app.get('/health', (context) => context.json({ status: 'ok' }))
  app.get('/policy/generation', (context) => context.json({ policyGenerations: [] }))
  app.get('/policy/generation/:jobId', (context) => context.json({ jobId: context.req.param('jobId') }))
  app.put('/policy/generation', async (context) =>
    context.json({ jobId: 'job', got: await context.req.json() }),
  )
  app.get('/api/v1/sources', (context) => context.json({ sources: [], by: context.get('accessKeyId') }))
  app.post('/api/v1/echo', async (context) => context.json(await context.req.json()))
  return { app, log, metrics }
}

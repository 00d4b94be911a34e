import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** A request that was answered, in labels of which there are few. */
export interface AnsweredRequest {
  readonly method: string
  /** The pattern of the route, never the path. */
  readonly route: string
  readonly status: number
  readonly seconds: number
  /** The code of the refusal, if a guard refused it. */
  readonly refused: string | undefined
}

/** What the server counts of itself. */
export interface ServerMetrics {
  started(): void
  answered(request: AnsweredRequest): void
  /** Adds a gauge whose values, by the value of its one label, are asked for whenever the metrics are read. */
  gauge(name: string, help: string, label: string, read: () => Readonly<Record<string, number>>): void
  /** In the text format of Prometheus. */
  text(): Promise<string>
  readonly contentType: string
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH'])

/** Metrics of one server: `process_…`, `nodejs_…` and `leastwise_…`. */
export function serverMetrics(): ServerMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const open = new Gauge({
    name: 'leastwise_http_requests_open',
    help: 'Requests that are being answered.',
    registers,
  })
  const duration = new Histogram({
    name: 'leastwise_http_request_duration_seconds',
    help: 'Time from the head of a request to the head of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  })
  const refused = new Counter({
    name: 'leastwise_http_requests_refused_total',
    help: 'Requests that a guard refused, by its reason.',
    labelNames: ['code'] as const,
    registers,
  })
  return {
    started: () => open.inc(),
    answered({ method, route, status, seconds, refused: code }) {
      open.dec()
      duration.observe(
        { method: methods.has(method) ? method : 'other', route, status: String(status) },
        seconds,
      )
      if (code !== undefined) refused.inc({ code })
    },
    gauge(name, help, label, read) {
      const collect = () => {
        for (const [value, count] of Object.entries(read())) gauge.set({ [label]: value }, count)
      }
      const gauge: Gauge = new Gauge({ name, help, labelNames: [label], registers, collect })
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

import { type Context, Hono } from 'hono'
import type { JobQueue } from '../jobs/queue.js'
import type { Trails } from '../trails.js'
import { awsAnswer } from './aws-answer.js'
import { AwsError } from './aws-error.js'
import { type Operation, operations } from './operations.js'
import {
  cancelPolicyGeneration,
  getGeneratedPolicy,
  listPolicyGenerations,
  type PlainResources,
} from './policy-generations.js'
import { startPolicyGeneration } from './start-policy-generation.js'
import { openValidation, type Validate } from './validate-apart.js'
import { openPolicyPages, type PolicyPages } from './validate-policy.js'

/** What the operations work with. */
export interface AwsParts {
  readonly queue: JobQueue
  readonly trails: Trails
  readonly resources: PlainResources
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Default: {@link openValidation}. */
  readonly validate?: Validate
}

type Handler = (
  context: Context,
  parts: AwsParts & { readonly pages: PolicyPages },
) => Promise<object> | object

const handlers: Readonly<Record<string, Handler>> = {
  StartPolicyGeneration: async ({ req }, parts) => startPolicyGeneration(await req.text(), parts),
  GetGeneratedPolicy: ({ req }, { queue, resources }) =>
    getGeneratedPolicy(queue, labelOf(req.param('jobId')), req.query(), resources),
  ListPolicyGenerations: ({ req }, { queue }) => listPolicyGenerations(queue, req.query()),
  CancelPolicyGeneration: ({ req }, { queue }) => cancelPolicyGeneration(queue, labelOf(req.param('jobId'))),
  ValidatePolicy: async ({ req }, { pages }) => pages(await req.text(), req.query()),
}

/** The Access Analyzer API: every operation of its model has a route. */
export function awsRoutes(parts: AwsParts): Hono {
  const routes = new Hono()
  const pages = openPolicyPages(parts.validate ?? openValidation())
  for (const operation of operations) {
    const handler = handlers[operation.name]
    routes.on(operation.method, operation.path, async (context) => {
      if (handler === undefined) throw absent(operation)
      return awsAnswer(await handler(context, { ...parts, pages }))
    })
  }
  return routes
}

function labelOf(label: string | undefined): string {
  return label ?? ''
}

function absent({ name, state }: Operation): AwsError {
  if (state === 'refused')
    return new AwsError(
      'AccessDeniedException',
      `${name} is for AWS services; no server of your own has a use for it`,
    )
  return new AwsError(
    'ValidationException',
    `this version of Leastwise does not have ${name}; docs/server.md lists what it has`,
    {
      reason: 'notSupported',
    },
  )
}

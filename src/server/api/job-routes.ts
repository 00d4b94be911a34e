import { z } from 'zod'
import { recipeText } from '../../adapters/recipe/recipe-text.js'
import { parsePolicy } from '../../core/iam/policy-parse.js'
import type { Report } from '../../core/policy/report.js'
import { type FormatName, formats } from '../../core/render/formats.js'
import { allVariables } from '../../core/render/variables.js'
import { LeastwiseError } from '../../workflows/errors.js'
import { policyName } from '../../workflows/explain-policy.js'
import { renderPolicy } from '../../workflows/render-policy.js'
import type { GenerationOutcome } from '../jobs/generation.js'
import { apiError } from './api-error.js'
import { allJobs, type Entry, type JobQueues, jobOf, keyOf, submit, viewOf } from './job-book.js'
import type { JobStreams } from './job-events.js'
import { pageAt, pageBehind } from './page-of.js'
import { type ApiRoute, route } from './route.js'
import {
  type JobView,
  jobKinds,
  jobParameter,
  jobRequest,
  jobShape,
  pageQuery,
  pageShape,
  resultShape,
  waitQuery,
} from './shapes.js'

const json = (schema: z.ZodType) => ({ 'application/json': schema })
const job = { description: 'the job', content: json(jobShape) }

/** What is asked of the logs, from the question to its answer. */
export function jobRoutes(queues: JobQueues, streams: JobStreams): readonly ApiRoute[] {
  return [...listRoutes(queues, streams), ...oneJobRoutes(queues, streams), ...answerRoutes(queues)]
}

function listRoutes(queues: JobQueues, streams: JobStreams): readonly ApiRoute[] {
  return [
    route({
      id: 'startJob',
      method: 'post',
      path: '/jobs',
      summary: 'Ask something of the logs: a generation, or another question',
      query: waitQuery,
      body: jobRequest,
      answers: { 200: { ...job, description: 'the job, which has ended' }, 202: job },
      handle: async ({ query, body, context }) => {
        const { view } = await streams.wait(context, await submit(queues, body), query.wait)
        return context.json(view, view.status === 'IN_PROGRESS' ? 202 : 200)
      },
    }),
    route({
      id: 'listJobs',
      method: 'get',
      path: '/jobs',
      summary: 'The jobs, the latest first',
      query: pageQuery.extend({ kind: z.enum(jobKinds).optional() }),
      answers: { 200: { description: 'a page of jobs', content: json(pageShape(jobShape)) } },
      handle: ({ query, context }) => {
        const wanted = allJobs(queues).filter(({ kind }) => query.kind === undefined || kind === query.kind)
        return context.json(pageBehind<JobView>(wanted, keyOf, query))
      },
    }),
  ]
}

function oneJobRoutes(queues: JobQueues, streams: JobStreams): readonly ApiRoute[] {
  return [
    route({
      id: 'getJob',
      method: 'get',
      path: '/jobs/{id}',
      summary: 'A job',
      parameters: jobParameter,
      query: waitQuery,
      answers: { 200: job },
      handle: async ({ parameters, query, context }) =>
        context.json((await streams.wait(context, jobOf(queues, parameters.id), query.wait)).view),
    }),
    route({
      id: 'cancelJob',
      method: 'delete',
      path: '/jobs/{id}',
      summary: 'End a job that is in progress; one that has ended stays as it is',
      parameters: jobParameter,
      answers: { 200: job },
      handle: async ({ parameters: { id }, context }) => {
        const { queue, job: before } = jobOf(queues, id)
        return context.json(viewOf((await queue.cancel(id)) ?? before))
      },
    }),
    route({
      id: 'watchJob',
      method: 'get',
      path: '/jobs/{id}/events',
      summary:
        'Server-sent events of a job: `progress` {files, filesRead, records}, and at last `ended` with the job',
      parameters: jobParameter,
      answers: { 200: { description: 'the events', content: { 'text/event-stream': z.string() } } },
      handle: ({ parameters, context }) => streams.open(context, jobOf(queues, parameters.id)),
    }),
  ]
}

function answerRoutes(queues: JobQueues): readonly ApiRoute[] {
  return [
    route({
      id: 'getResult',
      method: 'get',
      path: '/jobs/{id}/result',
      summary: 'What a job gave; of lists a page',
      parameters: jobParameter,
      query: pageQuery,
      answers: { 200: { description: 'the result', content: json(resultShape) } },
      handle: async ({ parameters, query, context }) => {
        const entry = jobOf(queues, parameters.id)
        return context.json(resultOf(entry, await outcomeOf(entry), query))
      },
    }),
    route({
      id: 'getReport',
      method: 'get',
      path: '/jobs/{id}/report',
      summary: 'The report of a generation: evidence, explanations, wildcards, denied calls, replay',
      parameters: jobParameter,
      answers: { 200: { description: 'as schemas/report.schema.json says', content: json(z.unknown()) } },
      handle: async ({ parameters, context }) =>
        context.json((await generated(queues, parameters.id)).report as object),
    }),
    policyRoute(queues),
    route({
      id: 'getRecipe',
      method: 'get',
      path: '/jobs/{id}/recipe',
      summary: 'A first recipe for the principal of a generation, as YAML',
      parameters: jobParameter,
      answers: { 200: { description: 'the recipe', content: { 'text/plain': z.string() } } },
      handle: async ({ parameters, context }) => {
        const { report } = (await generated(queues, parameters.id)) as { readonly report: Report }
        const name = policyName(report.principal)
        const why = 'what IAM takes; choose another of docs/formats.md'
        return context.text(
          recipeText({ report, name, format: 'json', why, resources: 'evident', limit: 'managed' }),
        )
      },
    }),
  ]
}

const formatNames = Object.keys(formats) as FormatName[]

function policyRoute(queues: JobQueues): ApiRoute {
  return route({
    id: 'getPolicy',
    method: 'get',
    path: '/jobs/{id}/policy',
    summary: 'The policy of a generation in one of the formats',
    parameters: jobParameter,
    query: z.strictObject({
      format: z.enum(formatNames).default('json'),
      variables: z
        .string()
        .regex(/^(?:none|(?:account|region|partition)(?:,(?:account|region|partition))*)$/)
        .optional()
        .describe(
          'written as variables of the target: account, region, partition, separated by commas; or none',
        ),
    }),
    answers: {
      200: {
        description: 'the policy',
        content: { 'application/json': z.unknown(), 'text/plain': z.string() },
      },
    },
    handle: async ({ parameters, query: { format, variables }, context }) => {
      const { policies, report } = await generated(queues, parameters.id)
      const documents = policies.map(documentOf)
      const wanted = variablesOf(format, variables)
      const rendering = renderPolicy({ documents, report: report as Report }, format, { variables: wanted })
      if (rendering.kind === 'refused')
        throw new LeastwiseError('FORMAT_REFUSED', `\`${format}\`: ${rendering.reason}`, rendering.hint)
      const type = formats[format].ending.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8'
      return context.body(rendering.text, 200, { 'content-type': type })
    },
  })
}

function variablesOf(format: FormatName, given: string | undefined) {
  const { variables } = formats[format]
  if (given === undefined) return variables ?? []
  if (variables === undefined)
    throw new LeastwiseError(
      'OPTION_INVALID',
      `\`${format}\` has no variables`,
      'GET /api/v1/formats says which have',
    )
  return given === 'none' ? [] : allVariables.filter((one) => given.split(',').includes(one))
}

function documentOf(text: string) {
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error(`a stored policy cannot be read: ${parsed.problems[0]?.message}`)
  return parsed.document
}

/** What a job gave. Throws JOB_NOT_ENDED and JOB_HAS_NONE. */
async function outcomeOf({ job: { id, status }, queue }: Entry): Promise<unknown> {
  if (status === 'IN_PROGRESS')
    throw apiError(
      'JOB_NOT_ENDED',
      'The job is in progress.',
      'wait for it: GET /api/v1/jobs/{id}?wait=60, or its events',
    )
  const outcome = await queue.result(id)
  if (outcome !== undefined) return outcome
  throw apiError(
    'JOB_HAS_NONE',
    `The job has no result: it is ${status}.`,
    'GET /api/v1/jobs/{id} says why it failed',
  )
}

async function generated(queues: JobQueues, id: string): Promise<GenerationOutcome> {
  const entry = jobOf(queues, id)
  if (entry.view.kind === 'generate') return (await outcomeOf(entry)) as GenerationOutcome
  throw apiError('JOB_HAS_NONE', 'The job is no generation.', 'ask a job whose kind is `generate`')
}

function resultOf({ view: { kind } }: Entry, outcome: unknown, query: z.output<typeof pageQuery>): object {
  if (kind === 'generate') {
    const { policies, report, incomplete } = outcome as GenerationOutcome
    return { kind, policies: policies.map((text) => JSON.parse(text) as unknown), report, incomplete }
  }
  const { items, ...rest } = outcome as { readonly items?: readonly unknown[] }
  return { kind, ...(items === undefined ? {} : pageAt(items, query)), ...rest }
}

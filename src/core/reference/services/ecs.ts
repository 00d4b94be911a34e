import { type Json, member } from '../../iam/json.js'
import type { Call, ResourceReference } from '../call.js'
import { deriveResources } from '../derive.js'
import { isDisclosed } from '../literal-value.js'
import { confessed, givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'
import { hasAny } from './logged-request.js'

/** Members that requests without a cluster have, beside those that name a service, task or instance. */
const inDefault = [
  'maxresults',
  'nexttoken',
  'targettype',
  'desiredstatus',
  'launchtype',
  'status',
  'command',
]

/** All that tells what a call is about. A request that has none of them says nothing of its cluster either. */
const members: ReadonlySet<string> = new Set([
  'cluster',
  'clustername',
  'clusters',
  'containerinstance',
  'containerinstances',
  'family',
  'service',
  'servicename',
  'services',
  'task',
  'taskdefinition',
  'tasks',
  ...inDefault,
])

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_service-with-iam.html */
export const ecs: ServiceRules = {
  prefix: 'ecs',
  resources: clusterResources,
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  passedTo: (operation) => (operation === 'CreateService' ? 'ecs.amazonaws.com' : 'ecs-tasks.amazonaws.com'),
  reads: [...members],
  // That they are there shows a request without a cluster; what they say does not matter.
  reduces: Object.fromEntries(inDefault.map((name) => [name, () => 'sent'])),
}

function clusterResources(
  action: Action,
  operation: string,
  call: Call,
): readonly ResourceReference[] | undefined {
  const types = new Set(action.resources.map(({ type }) => type.name))
  if (operation === 'RegisterTaskDefinition') return family(call, text(call.request, 'family'))
  if (
    types.has('task-definition') &&
    text(call.request, 'taskDefinition') !== undefined &&
    /^(?:Run|Start)Task$/.test(operation)
  ) {
    return taskDefinition(call, text(call.request, 'taskDefinition')!)
  }
  if (operation === 'DescribeClusters') return clusters(call)
  if (types.has('service')) return services(call) ?? inCluster(action, operation, call)
  if (types.has('cluster') && types.size === 1)
    return /^Create/.test(operation) || !isLogged(call) ? undefined : [cluster(call)]
  return inCluster(action, operation, call)
}

/** True if the record shows the request, so that a cluster it does not name is the default one. */
function isLogged({ request }: Call): boolean {
  return hasAny(request, members)
}

/** Tasks, container instances and task sets are named in their cluster: the default one, or that of an ARN. */
function inCluster(action: Action, operation: string, call: Call): readonly ResourceReference[] | undefined {
  const named = action.resources.some(({ type }) => type.format.variables.includes('ClusterName'))
  const itself = action.resources.some(({ type }) => type.name === 'cluster')
  const given = text(call.request, 'cluster')
  if (!named || !isLogged(call) || (given !== undefined && (itself || !given.startsWith('arn:'))))
    return undefined
  const request = { ...call.request, cluster: clusterName(call) }
  return deriveResources(action, operation, { ...call, request })
}

/** A list of clusters may mix names and ARNs. */
function clusters(call: Call): readonly ResourceReference[] | undefined {
  const list = member(call.request, 'clusters')
  const names = (Array.isArray(list) ? (list as readonly Json[]) : []).filter(
    (name): name is string => typeof name === 'string' && isDisclosed(name),
  )
  if (names.length > 0) return names.map((name) => cluster({ ...call, request: { cluster: name } }))
  return isLogged(call) ? [cluster(call)] : undefined
}

/** Without a cluster ECS means the one called default. */
function clusterName(call: Call): string {
  const given = text(call.request, 'cluster') ?? text(call.request, 'clusterName') ?? 'default'
  return given.split('/').at(-1)!
}

function cluster(call: Call): ResourceReference {
  const given = text(call.request, 'cluster') ?? text(call.request, 'clusterName')
  return given?.startsWith('arn:') === true
    ? givenArn(given, 'the ARN in cluster')
    : resourceOf(call, 'ecs/cluster', { ClusterName: clusterName(call) }, 'cluster')
}

function services(call: Call): readonly ResourceReference[] | undefined {
  const list = call.request?.services
  const names = [
    text(call.request, 'service') ?? text(call.request, 'serviceName'),
    ...(Array.isArray(list) ? list : []),
  ]
  const found = names.filter((name): name is string => typeof name === 'string' && name !== '')
  return found.length === 0
    ? undefined
    : found.map((name) =>
        name.startsWith('arn:')
          ? givenArn(name, 'the service ARN')
          : resourceOf(
              call,
              'ecs/service',
              { ClusterName: clusterName(call), ServiceName: name },
              'cluster and service',
            ),
      )
}

/** A new revision is registered each time, so its number cannot be known before. */
function family(call: Call, name: string | undefined): readonly ResourceReference[] | undefined {
  return name === undefined
    ? undefined
    : [
        resourceOf(
          call,
          'ecs/task-definition',
          { TaskDefinitionFamilyName: name },
          'family; each registration makes a new revision',
        ),
      ]
}

function taskDefinition(call: Call, name: string): readonly ResourceReference[] | undefined {
  if (name.startsWith('arn:')) return [givenArn(name, 'the ARN in taskDefinition')]
  const [family_, revision] = name.split(':', 2)
  const values = { TaskDefinitionFamilyName: family_, TaskDefinitionRevisionNumber: revision }
  const reference = resourceOf(call, 'ecs/task-definition', values, 'taskDefinition')
  return [
    revision === undefined
      ? confessed(reference, 'a family without revision means its latest one', 'nothing to do')
      : reference,
  ]
}

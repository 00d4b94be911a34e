import type { Call, ResourceReference } from '../call.js'
import { confessed, givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_service-with-iam.html */
export const ecs: ServiceRules = {
  prefix: 'ecs',
  resources: clusterResources,
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  passedTo: (operation) => (operation === 'CreateService' ? 'ecs.amazonaws.com' : 'ecs-tasks.amazonaws.com'),
  reads: [
    'cluster',
    'clustername',
    'taskdefinition',
    'service',
    'services',
    'servicename',
    'family',
    'clusters',
  ],
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
  if (types.has('service')) return services(call)
  if (
    types.has('cluster') &&
    types.size === 1 &&
    !/^Create/.test(operation) &&
    call.request?.clusters === undefined
  )
    return [cluster(call)]
  return undefined
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

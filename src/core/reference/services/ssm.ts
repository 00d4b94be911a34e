import type { Json } from '../../iam/json.js'
import type { Call, ResourceReference } from '../call.js'
import { deriveResources } from '../derive.js'
import { givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/**
 * Parameter names may begin with a slash that their ARN does not repeat, and a path stands for all below it.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 */
export const ssm: ServiceRules = {
  prefix: 'ssm',
  resources: systemsManager,
  reads: [
    'name',
    'names',
    'path',
    'instanceids',
    'instanceid',
    'documentname',
    'target',
    'resourcetype',
    'resourceid',
  ],
}

function systemsManager(
  action: Action,
  operation: string,
  call: Call,
): readonly ResourceReference[] | undefined {
  if (operation === 'StartSession') return sessions(call)
  if (/TagsForResource$|TagsFromResource$|TagsToResource$/.test(operation)) return tagged(call)
  if (action.resources.some(({ type }) => type.name === 'managed-instance'))
    return instances(action, operation, call).map(document)
  if (action.resources.some(({ type }) => type.name === 'document'))
    return deriveResources(action, operation, call).map(document)
  if (!action.resources.some(({ type }) => type.name === 'parameter') || !operation.includes('Parameter'))
    return undefined
  const path = text(call.request, 'path')
  // The path is compared as it was sent, with or without a slash at its end.
  // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
  if (operation === 'GetParametersByPath' && path !== undefined) return [parameter(call, path, 'path')]
  const list = call.request?.names
  const names = [text(call.request, 'name'), ...(Array.isArray(list) ? (list as readonly Json[]) : [])]
  const named = names.filter((name) => typeof name === 'string' && name !== '')
  return named.length === 0 ? undefined : named.map((name) => parameter(call, name as string, 'name'))
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
const taggable: Readonly<Record<string, readonly [string, string]>> = {
  Association: ['association', 'AssociationId'],
  Automation: ['automation-execution', 'AutomationExecutionId'],
  Document: ['document', 'DocumentName'],
  MaintenanceWindow: ['maintenancewindow', 'ResourceId'],
  ManagedInstance: ['managed-instance', 'InstanceId'],
  OpsItem: ['opsitem', 'ResourceId'],
  OpsMetadata: ['opsmetadata', 'ResourceId'],
  PatchBaseline: ['patchbaseline', 'PatchBaselineIdResourceId'],
}

function tagged(call: Call): readonly ResourceReference[] | undefined {
  const type = text(call.request, 'resourceType') ?? ''
  const id = text(call.request, 'resourceId')
  if (id === undefined) return undefined
  if (type === 'Parameter') return [parameter(call, id, 'resourceId')]
  if (!Object.hasOwn(taggable, type)) return undefined
  const [name, variable] = taggable[type]!
  return [resourceOf(call, `ssm/${name}`, { [variable]: id }, 'resourceType and resourceId')]
}

/** `mi-…` is a managed instance of Systems Manager, any other an instance of EC2. */
function instances(action: Action, operation: string, call: Call): readonly ResourceReference[] {
  const found = deriveResources(action, operation, call)
  return found.filter(({ arn }) =>
    arn.includes(':managed-instance/') ? !/\/i-[^/]*$/.test(arn) : !/:instance\/mi-[^/]*$/.test(arn),
  )
}

/** A version or label may follow the name (`/app/db:3`). */
function parameter(call: Call, name: string, why: string): ResourceReference {
  if (name.startsWith('arn:')) return givenArn(name, why)
  const [bare = ''] = name.replace(/^\//, '').split(':')
  return resourceOf(call, 'ssm/parameter', { ParameterNameWithoutLeadingSlash: bare }, why)
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html */
function sessions(call: Call): readonly ResourceReference[] | undefined {
  const target = text(call.request, 'target')
  if (target === undefined) return undefined
  const type = target.startsWith('mi-') ? 'ssm/managed-instance' : 'ssm/instance'
  const name = text(call.request, 'documentName') ?? 'SSM-SessionManagerRunShell'
  return [
    resourceOf(call, type, { InstanceId: target }, 'target'),
    document(
      resourceOf(
        call,
        'ssm/document',
        { DocumentName: name },
        'documentName, or the default session document',
      ),
    ),
  ]
}

/**
 * Names that only documents of AWS can have, and those of its tools.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html#systemsmanager-CreateDocument-request-Name
 */
const ofAws =
  /^(arn:[^:]+:ssm:[^:]*):[^:]*:(document\/(?:aws-|amazon|amzn|awsec2|awsconfigremediation|awssupport|awspremiumsupport|awsfleetmanager-|awsincidents-).*)$/is

/**
 * A document of AWS has no account in its ARN.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/security_iam_service-with-iam.html
 */
function document(reference: ResourceReference): ResourceReference {
  const [, place, name] = ofAws.exec(reference.arn) ?? []
  return place === undefined ? reference : { ...reference, arn: `${place}::${name}` }
}

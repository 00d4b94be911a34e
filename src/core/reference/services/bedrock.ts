import { typeOfArn } from '../assignments.js'
import type { Call, ResourceReference } from '../call.js'
import { literalValue } from '../literal-value.js'
import { confessed, givenArn, resourceOf, type ServiceRules, text } from '../rule.js'
import type { Action } from '../service.js'

/** https://docs.aws.amazon.com/bedrock/latest/userguide/inference-prereq.html */
export const bedrock: ServiceRules = {
  prefix: 'bedrock',
  renamed: {
    Converse: 'InvokeModel',
    ConverseStream: 'InvokeModelWithResponseStream',
    InvokeModelWithBidirectionalStream: 'InvokeModel',
    RetrieveAndGenerateStream: 'RetrieveAndGenerate',
    StartAsyncInvoke: 'InvokeModel',
  },
  resources: (action, _operation, call) => {
    const model = text(call.request, 'modelId')
    const types = new Set(action.resources.map(({ type }) => type.name))
    if (model === undefined || !types.has('foundation-model')) return undefined
    if (model.startsWith('arn:')) return givenModel(action, call, model)
    const behind = modelBehind(model)
    return behind === undefined || !types.has('inference-profile')
      ? [resourceOf(call, 'bedrock/foundation-model', { ResourceId: model }, 'modelId')]
      : [
          resourceOf(
            call,
            'bedrock/inference-profile',
            { ResourceId: model },
            'the inference profile in modelId',
          ),
          modelAnywhere(call, literalValue(behind)),
        ]
  },
  reads: ['modelid'],
}

/**
 * The geographies that the identifiers of AWS's own inference profiles begin with.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
function modelBehind(profile: string): string | undefined {
  return /^(?:us|us-gov|eu|apac|global|jp|au|ca)\.(.+)$/s.exec(profile)?.[1]
}

function givenModel(action: Action, call: Call, arn: string): readonly ResourceReference[] | undefined {
  if (typeOfArn(action, arn) === undefined) return undefined
  const given = givenArn(arn, 'the ARN in modelId')
  const [, kind, id] = /:((?:application-)?inference-profile)\/(.+)$/s.exec(arn) ?? []
  if (kind === undefined) return [given]
  const behind = kind === 'inference-profile' ? modelBehind(id!) : undefined
  if (behind !== undefined) return [given, modelAnywhere(call, literalValue(behind))]
  const reason = 'the record does not show the model behind the inference profile'
  return [given, confessed(modelAnywhere(call, '*'), reason, 'put the model in the place of the `*`')]
}

/**
 * The profile chooses the Region, and the model is checked there too.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
 */
function modelAnywhere({ partition }: Call, model: string): ResourceReference {
  const why = 'the model behind the inference profile, in any of its Regions'
  return { arn: `arn:${partition}:bedrock:*::foundation-model/${model}`, why, wildcard: undefined }
}

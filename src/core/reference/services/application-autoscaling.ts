import { confessed, resourceOf, type ServiceRules, text } from '../rule.js'

/**
 * A scalable target's ARN ends with an identifier that Application Auto Scaling makes up; `resourceId` names what is
 * scaled (`service/prod/web`).
 * https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_service-with-iam.html
 */
export const applicationAutoscaling: ServiceRules = {
  prefix: 'application-autoscaling',
  resources: (action, _operation, call) => {
    const ofTarget = action.resources.some(({ type }) => type.name === 'ScalableTarget')
    if (!ofTarget || text(call.request, 'resourceId') === undefined) return undefined
    const target = resourceOf(call, 'application-autoscaling/ScalableTarget', {}, 'the target of resourceId')
    const hint = 'limit it by application-autoscaling:service-namespace and :scalable-dimension'
    return [confessed(target, 'a request never holds the identifier of its scalable target', hint)]
  },
  reads: ['resourceid', 'servicenamespace'],
}

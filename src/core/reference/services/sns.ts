import { confessed, givenArn, resourceOf, type ServiceRules, text } from '../rule.js'

/** https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html */
export const sns: ServiceRules = {
  prefix: 'sns',
  renamed: { PublishBatch: 'Publish' },
  resources: (action, operation, call) => {
    if (action.name === 'Publish' && call.request !== undefined && Object.hasOwn(call.request, 'phoneNumber'))
      return [telephone]
    // A subscription ARN is the topic's with an identifier behind it; the permission is checked on the topic.
    const subscription = text(call.request, 'subscriptionArn')
    if (subscription !== undefined && action.resources.length > 0) {
      return [givenArn(subscription.split(':').slice(0, 6).join(':'), 'the topic of subscriptionArn')]
    }
    const name = text(call.request, 'name')
    return operation === 'CreateTopic' && name !== undefined
      ? [resourceOf(call, 'sns/topic', { TopicName: name }, 'name')]
      : undefined
  },
  tagOnCreate: 'sns:TagResource',
  reads: ['subscriptionarn', 'name', 'topicarn', 'phonenumber'],
  reduces: { phonenumber: () => 'sent' },
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html: a text message has no topic. */
const telephone = confessed(
  { arn: '*', why: 'the message goes to a telephone number', wildcard: undefined },
  'a telephone number has no ARN',
  'deny sns:Publish on arn:*:sns:*:*:* to allow text messages alone',
)

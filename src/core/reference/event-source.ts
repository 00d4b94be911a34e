import { serviceByPrefix } from './service.js'

/**
 * Event sources whose IAM prefix is not their host name without the suffix. The default needs no entry here.
 * Evidence: AWS documentation of the service's CloudTrail integration, or the signing name in the API model where it
 * differs from the endpoint prefix, or records seen in real logs.
 */
const exceptions: Readonly<Record<string, string>> = {
  'agreement-marketplace': 'aws-marketplace',
  amazonmq: 'mq',
  'api.ecr': 'ecr',
  'api.ecr-public': 'ecr-public',
  'api.pricing': 'pricing',
  'api.sagemaker': 'sagemaker',
  'api.tunneling.iot': 'iot',
  appconfigdata: 'appconfig',
  'application-insights': 'applicationinsights',
  appstream2: 'appstream',
  awsssoportal: 'sso',
  'bedrock-agent': 'bedrock',
  'bedrock-agent-runtime': 'bedrock',
  'bedrock-runtime': 'bedrock',
  billingconsole: 'billing',
  'catalog.marketplace': 'aws-marketplace',
  'chime-sdk-identity': 'chime',
  'chime-sdk-media-pipelines': 'chime',
  'chime-sdk-meetings': 'chime',
  'chime-sdk-messaging': 'chime',
  'chime-sdk-voice': 'chime',
  cloudcontrolapi: 'cloudformation',
  cloudhsmv2: 'cloudhsm',
  'contact-lens': 'connect',
  'data.iot': 'iot',
  'data.jobs.iot': 'iotjobsdata',
  'data.mediastore': 'mediastore',
  'deployment-marketplace': 'aws-marketplace',
  'discovery-marketplace': 'aws-marketplace',
  edgekeyvaluestore: 'cloudfront-keyvaluestore',
  email: 'ses',
  'entitlement.marketplace': 'aws-marketplace',
  'ingest.timestream': 'timestream',
  forecastquery: 'forecast',
  'identity-chime': 'chime',
  iotdata: 'iot',
  'iot-jobs-data': 'iotjobsdata',
  iotsecuredtunneling: 'iot',
  ioteventsdata: 'iotevents',
  keyspaces: 'cassandra',
  'mail-manager': 'ses',
  'management-marketplace': 'aws-marketplace-management',
  marketplacecatalog: 'aws-marketplace',
  'memory-db': 'memorydb',
  'metering.marketplace': 'aws-marketplace',
  'media-pipelines-chime': 'chime',
  'meetings-chime': 'chime',
  'messaging-chime': 'chime',
  migrationhub: 'mgh',
  'migrationhub-config': 'mgh',
  'models-v2-lex': 'lex',
  'models.lex': 'lex',
  monitoring: 'cloudwatch',
  'mturk-requester': 'mechanicalturk',
  oidc: 'sso-oauth',
  opensearchservice: 'es',
  'participant-connect': 'connect',
  participant: 'connect',
  'personalize-events': 'personalize',
  'personalize-runtime': 'personalize',
  pinpoint: 'mobiletargeting',
  'portal.sso': 'sso',
  pricelist: 'pricing',
  'query.timestream': 'timestream',
  qconnect: 'wisdom',
  rdsdata: 'rds-data',
  rdsdataapi: 'rds-data',
  'reporting-marketplace': 'aws-marketplace',
  'runtime.lex': 'lex',
  'runtime-v2-lex': 'lex',
  'runtime.sagemaker': 'sagemaker',
  's3-control': 's3',
  'servicecatalog-appregistry': 'servicecatalog',
  sesv2: 'ses',
  'sms-voice.pinpoint': 'sms-voice',
  'streams.dynamodb': 'dynamodb',
  tagging: 'tag',
  taxconsole: 'tax',
  transcribestreaming: 'transcribe',
  'voice-chime': 'chime',
}

/** Domains that event sources end with, longest first so that `.amazonaws.com.cn` is not left with `.cn`. */
const domains = ['.amazonaws.com.cn', '.amazonaws.eu', '.amazonaws.com', '.c2s.ic.gov', '.sc2s.sgov.gov']

/** The event source without its domain: `monitoring.amazonaws.com` → `monitoring`. */
export function sourceName(eventSource: string): string {
  const domain = domains.find((suffix) => eventSource.endsWith(suffix))
  return domain === undefined ? eventSource : eventSource.slice(0, -domain.length)
}

/** The IAM prefix of an event source, or `undefined` if no service of the reference answers to it. */
export function prefixOfEventSource(eventSource: string): string | undefined {
  const name = sourceName(eventSource.toLowerCase())
  const prefix = Object.hasOwn(exceptions, name) ? exceptions[name]! : name
  return [prefix, lastLabel(prefix)].find((one) => serviceByPrefix(one) !== undefined)
}

/** Endpoints put the part of the service before its name: `api.iotwireless`, `metrics.sagemaker`. */
function lastLabel(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

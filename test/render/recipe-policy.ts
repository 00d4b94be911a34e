import type { ReportRecipe } from '../../src/core/policy/report.js'
import type { ExplainedPolicy } from '../../src/core/render/explained.js'
import { explainPolicy } from '../../src/workflows/explain-policy.js'
import { report } from '../cli/fake-workflows.js'
import { documentWith, statement } from './policies.js'

export const arn = (rest: string) => `arn:aws:s3:::${rest}`
export const media = { name: 'media', value: 'shop-media', reference: 'aws_s3_bucket.media.id' }
export const logs = { name: 'log-bucket', value: arn('shop-logs'), reference: 'aws_s3_bucket.logs.arn' }
export const unreferenced = {
  name: 'topic',
  value: 'arn:aws:sns:eu-central-1:111122223333:orders',
  reference: null,
}

export const documents = [
  documentWith([
    statement(
      'Objects',
      ['s3:GetObject'],
      [arn('shop-media/shop-media/*'), arn('shop-media-old/*'), arn('shop-logs'), arn('old-shop-media')],
      [{ operator: 'StringEquals', key: 'aws:SourceVpce', values: ['shop-media', 'shop-medias'] }],
    ),
    statement('Topic', ['sns:Publish'], [unreferenced.value]),
  ]),
]
export const decided: ReportRecipe = {
  name: 'shop-web',
  description: 'What the shop needs: "£5"',
  tags: { team: 'shop', 'cost:centre': 'a/b=1' },
  variables: [media, logs, unreferenced],
  added: [],
  excluded: [],
  idle: [],
}

export const withRecipe = (recipe: Partial<ReportRecipe> = {}): ExplainedPolicy =>
  explainPolicy({ documents, report: report({ recipe: { ...decided, ...recipe } }) })

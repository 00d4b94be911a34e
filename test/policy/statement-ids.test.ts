import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statementIds } from '../../src/core/policy/statement-ids.js'
import { serviceByPrefix, servicePrefixes } from '../../src/core/reference/service.js'

const someActions = servicePrefixes()
  .filter((_, at) => at % 9 === 0)
  .flatMap((prefix) => [...(serviceByPrefix(prefix)?.actions.values() ?? [])].slice(0, 4))
  .map(({ id }) => id)

const bare = fc.record({
  actions: fc.uniqueArray(fc.constantFrom(...someActions, 'ec2:Made1', 'ec2:Made'), {
    minLength: 1,
    maxLength: 4,
  }),
  resources: fc.uniqueArray(
    fc.constantFrom(
      '*',
      'arn:aws:s3:::b',
      'arn:aws:s3:::b/k',
      'arn:aws:sqs:eu-central-1:1:ä ö',
      'arn:aws:ec2:*:*:vpc/*',
    ),
    { minLength: 1, maxLength: 3 },
  ),
  condition: fc.uniqueArray(
    fc.constantFrom({ key: 'kms:ViaService' }, { key: 'aws:RequestTag/cost centre ü' }, { key: '' }),
    {
      maxLength: 2,
    },
  ),
})

describe('statement ids', () => {
  it('are letters and digits, whatever is in the statements', () => {
    fc.assert(
      fc.property(fc.array(bare), (list) => {
        expect(statementIds(list).filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([])
      }),
    )
  })

  it('are different from each other', () => {
    fc.assert(
      fc.property(fc.array(bare), (list) => {
        const sids = statementIds(list)
        expect(sids.filter((sid, at) => sids.indexOf(sid) !== at)).toEqual([])
      }),
    )
  })

  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['S3GetObject', ['s3:GetObject'], ['arn:aws:s3:::b/k'], []],
    ['S3ReadObject', ['s3:GetObject', 's3:GetObjectTagging'], ['arn:aws:s3:::b/k'], []],
    ['S3WriteObject', ['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::b/k'], []],
    ['S3AdministerObject', ['s3:GetObject', 's3:PutObjectAcl'], ['arn:aws:s3:::b/k'], []],
    ['S3Write', ['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::b/k', 'arn:aws:s3:::b'], []],
    ['KmsDecryptViaService', ['kms:Decrypt'], ['*'], ['kms:ViaService']],
    ['Ec2AndS3List', ['ec2:DescribeInstances', 's3:ListAllMyBuckets'], ['*'], []],
    ['AllResourcesList', ['ec2:DescribeInstances', 'iam:ListRoles', 's3:ListAllMyBuckets'], ['*'], []],
  ])('say what the statement is about: %s', (sid, actions, resources, keys) => {
    expect(statementIds([{ actions, resources, condition: keys.map((key) => ({ key })) }])).toEqual([sid])
  })

  it('are numbered where two would be equal', () => {
    const one = { actions: ['s3:GetObject'], resources: ['*'], condition: [] }
    const other = { actions: ['s3:PutObject'], resources: ['*'], condition: [] }
    expect(statementIds([one, other, one])).toEqual(['S3GetObject1', 'S3PutObject', 'S3GetObject2'])
  })
})

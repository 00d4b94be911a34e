import { describe, expect, it } from 'vitest'
import { partitionOfArn, partitionOfRegion } from '../../src/core/iam/partition.js'

describe('partitionOfRegion', () => {
  it.each([
    ['us-east-1', 'aws'],
    ['ap-southeast-7', 'aws'],
    ['mx-central-1', 'aws'],
    ['il-central-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-west-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
  ])('%s is in %s', (region, partition) => {
    expect(partitionOfRegion(region)).toBe(partition)
  })

  it.each(['', 'global', 'aws-global', 'us-east', 'us-east-1a', 'US-EAST-1', 'us-isox-east-1', 'us-gov-1'])(
    '%j is no Region',
    (region) => {
      expect(partitionOfRegion(region)).toBeUndefined()
    },
  )
})

describe('partitionOfArn', () => {
  it('is the partition as written', () => {
    expect(partitionOfArn('arn:aws-us-gov:s3:::b')).toBe('aws-us-gov')
  })

  it('is undefined for a wildcard and for what is no ARN', () => {
    expect(partitionOfArn('arn:aws*:s3:::b')).toBeUndefined()
    expect(partitionOfArn('arn:*:s3:::b')).toBeUndefined()
    expect(partitionOfArn('*')).toBeUndefined()
  })
})

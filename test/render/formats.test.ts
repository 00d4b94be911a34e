import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type FormatName, formats } from '../../src/core/render/formats.js'
import { allVariables } from '../../src/core/render/variables.js'
import { explainPolicy } from '../../src/workflows/explain-policy.js'
import { report } from '../cli/fake-workflows.js'
import { expectGolden, GOLDEN } from '../workflows/golden.js'
import { examplePolicy } from './examples.js'
import { plainDocument, plainJson } from './plain.js'
import { documentWith, statement, textIn } from './policies.js'
import { readTerraform } from './read-terraform.js'
import { argumentsOfNew, cdkStatement, parseTypeScript } from './read-typescript.js'
import { documentsIn, readYaml } from './read-yaml.js'

const all = Object.keys(formats) as FormatName[]
const pipeline = await examplePolicy('marigold-data-pipeline')
const everybody = await examplePolicy('*')
const folder = join(GOLDEN, 'formats')
const written = pipeline.documents.flatMap(({ document }) => plainDocument(document))

const fileOf = (format: FormatName) => `marigold-data-pipeline${formats[format].ending}`

describe('the formats of the example', () => {
  it.each(all)('%s is as it was', (format) => {
    const policy = format === 'scp' ? everybody : pipeline
    expectGolden(join(folder, fileOf(format)), textIn(format, policy, formats[format].variables ?? []))
  })

  it('have a file each, and no other file is left', () => {
    const found = readdirSync(folder).filter((name) => !name.endsWith('-changed'))
    expect(found.sort()).toEqual(all.map(fileOf).sort())
  })
})

describe('with variables, and their values put in again, a format says what the policy says', () => {
  const values = { account: '111122223333', region: 'eu-central-1', partition: 'aws' } as const

  it('terraform', async () => {
    const text = textIn('terraform', pipeline, allVariables)
    const label = 'marigold_data_pipeline'
    const references = new Map([
      [`data.aws_caller_identity.${label}.account_id`, values.account],
      [`data.aws_region.${label}.id`, values.region],
      [`data.aws_partition.${label}.partition`, values.partition],
    ])
    const [policy] = await readTerraform(text, references)
    expect(policy?.statements).toEqual(written)
    expect(text).not.toMatch(/"[^"]*(111122223333|eu-central-1)/)
  })

  it('cloudformation', () => {
    const text = textIn('cloudformation', pipeline, allVariables)
    expect(documentsIn(readYaml(text)).flatMap(plainJson)).toEqual(written)
    expect(text.replace(/^ *#.*$/gm, '')).not.toMatch(/111122223333|eu-central-1/)
  })

  const substitute = (text: string, names: Readonly<Record<string, string>>) =>
    Object.entries(names).reduce((one, [name, value]) => one.replaceAll(`<${name}>`, value), text)

  it('cdk', () => {
    const found = argumentsOfNew(
      parseTypeScript(textIn('cdk', pipeline, allVariables)),
      'iam.PolicyStatement',
    )
    const names = {
      'Aws.ACCOUNT_ID': values.account,
      'Aws.REGION': values.region,
      'Aws.PARTITION': values.partition,
    }
    const Statement = JSON.parse(substitute(JSON.stringify(found.map(cdkStatement)), names)) as unknown
    expect(plainJson({ Version: '2012-10-17', Statement })).toEqual(written)
  })

  it('pulumi', () => {
    const [found] = argumentsOfNew(
      parseTypeScript(textIn('pulumi', pipeline, allVariables)),
      'aws.iam.Policy',
    )
    const policy = JSON.parse(
      substitute(JSON.stringify((found as { policy: unknown }).policy), values),
    ) as unknown
    expect(plainJson(policy)).toEqual(written)
  })

  it('a Region or account that is one of several is written out, with a note', () => {
    const tables = ['eu-central-1', 'us-east-1'].map(
      (region) => `arn:aws:dynamodb:${region}:111122223333:table/orders`,
    )
    const documents = [documentWith([statement('Tables', ['dynamodb:GetItem'], tables)])]
    const two = explainPolicy({ documents, report: report() })
    const rendering = formats.terraform.render(two, { variables: allVariables })
    expect(rendering.kind === 'rendered' && rendering.notes).toEqual([
      'the region is written out and is no variable: the policy names 2 of them, eu-central-1, us-east-1',
    ])
    const text = textIn('terraform', two, allVariables)
    expect(text).toContain(
      '"arn:${data.aws_partition.deploy.partition}:dynamodb:us-east-1:${data.aws_caller_identity.deploy.account_id}:table/orders"',
    )
    expect(textIn('terraform', everybody, allVariables)).not.toContain('aws_caller_identity')
  })
})

describe('what there is no policy for', () => {
  const nothing = { ...pipeline, documents: [] }

  it.each(all.filter((format) => !['json', 'scp'].includes(format)))('%s says so', (format) => {
    const rendering = formats[format].render(nothing, { variables: [] })
    const said = rendering.kind === 'rendered' ? rendering.text : rendering.reason
    expect(said).toMatch(/nothing to allow/i)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formats } from '../../src/core/render/formats.js'
import { explainPolicy } from '../../src/workflows/explain-policy.js'
import { report } from '../cli/fake-workflows.js'
import { plainDocument, plainJson } from './plain.js'
import { documentWith, hostileNames, statement, textIn } from './policies.js'
import { readTerraform } from './read-terraform.js'
import { argumentsOfNew, cdkStatement, parseTypeScript } from './read-typescript.js'
import { documentsIn, parametersIn, readYaml } from './read-yaml.js'
import { arn, decided, documents, logs, media, unreferenced, withRecipe } from './recipe-policy.js'

const written = documents.flatMap(plainDocument)
const references = new Map([media, logs].map(({ reference, value }) => [reference, value]))

describe('the recipe in Terraform', () => {
  const text = textIn('terraform', withRecipe())

  it('names, describes and tags the policy', async () => {
    const [policy] = await readTerraform(text, references)
    expect(policy).toMatchObject({
      name: decided.name,
      description: decided.description,
      tags: decided.tags,
    })
  })

  it('refers to what a reference names, to whole names only, and says the same', async () => {
    const [policy] = await readTerraform(text, references)
    expect(policy?.statements).toEqual(written)
    expect(text).toContain('"arn:aws:s3:::${aws_s3_bucket.media.id}/${aws_s3_bucket.media.id}/*"')
    expect(text).toContain('"${aws_s3_bucket.logs.arn}"')
    expect(text).toContain('"arn:aws:s3:::shop-media-old/*"')
    expect(text).toContain(`"${unreferenced.value}"`)
  })
})

describe('the recipe in templates of CloudFormation', () => {
  it.each(['cloudformation', 'permission-set'] as const)('%s: named values are parameters', (format) => {
    const text = textIn(format, withRecipe())
    const file = readYaml(text, parametersIn(text))
    expect(documentsIn(file).flatMap(plainJson)).toEqual(written)
    expect(text).toContain('"arn:aws:s3:::${Media}/${Media}/*"')
    expect(parametersIn(text)).toMatchObject({ Media: 'shop-media', LogBucket: arn('shop-logs') })
    const [resource] = Object.values((file as { Resources: Record<string, unknown> }).Resources)
    expect(resource).toMatchObject({ Properties: { Description: decided.description } })
  })

  it('a permission set has the name and the tags', () => {
    const file = readYaml(textIn('permission-set', withRecipe({ variables: [] })))
    expect((file as { Resources: Record<string, unknown> }).Resources).toMatchObject({
      ShopWeb: {
        Properties: {
          Name: 'shop-web',
          Tags: [
            { Key: 'team', Value: 'shop' },
            { Key: 'cost:centre', Value: 'a/b=1' },
          ],
        },
      },
    })
  })

  it.each(['cloudformation', 'cdk'] as const)('%s: a note says that it has no tags', (format) => {
    const rendering = formats[format].render(withRecipe(), { variables: [] })
    expect(rendering).toMatchObject({ notes: [expect.stringContaining('tags of the recipe')] })
  })

  it('a parameter has a name that nothing else has', () => {
    const clash = withRecipe({
      variables: [
        { ...media, name: 'shop-web' },
        { ...logs, name: 'shop_web' },
      ],
    })
    const text = textIn('cloudformation', clash)
    expect(Object.keys(parametersIn(text))).toEqual(['ShopWeb2', 'ShopWeb3'])
    expect(documentsIn(readYaml(text, parametersIn(text))).flatMap(plainJson)).toEqual(written)
  })
})

describe('the recipe in TypeScript', () => {
  const named = (data: unknown) =>
    JSON.parse(
      [media, logs, unreferenced].reduce(
        (text, { name, value }) => text.replaceAll(`<values.${name}>`, value),
        JSON.stringify(data),
      ),
    ) as unknown

  it('pulumi: name, description, tags and named values', () => {
    const text = textIn('pulumi', withRecipe())
    const [found] = argumentsOfNew(parseTypeScript(text), 'aws.iam.Policy')
    const { policy, ...rest } = found as { policy: unknown }
    expect(rest).toEqual({ description: decided.description, tags: decided.tags })
    expect(plainJson(named(policy))).toEqual(written)
    expect(text).toContain("const values = {\n  media: 'shop-media',\n")
    expect(text).toContain("export const shopWeb = new aws.iam.Policy('shop-web'")
  })

  it('cdk: description and named values', () => {
    const text = textIn('cdk', withRecipe())
    const found = argumentsOfNew(parseTypeScript(text), 'iam.PolicyStatement')
    expect(
      plainJson({ Version: '2012-10-17', Statement: (named(found) as unknown[]).map(cdkStatement) }),
    ).toEqual(written)
    expect(text).toContain("'log-bucket': 'arn:aws:s3:::shop-logs',")
    expect(text).toContain('£5')
  })
})

describe('a recipe that somebody chose to break a file', () => {
  const hostile = fc.constantFrom(...hostileNames)
  const recipes = fc.record({
    description: hostile,
    tags: fc.dictionary(hostile, hostile, { maxKeys: 3 }),
    variables: fc.array(
      hostile.map((value) => ({ ...media, value })),
      { maxLength: 1 },
    ),
  })

  it('stays text in every format', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, hostile, fc.boolean(), async (recipe, other, same) => {
        const name = same ? (recipe.variables[0]?.value ?? other) : other
        fc.pre(!name.includes('&{'))
        const policy = { ...withRecipe(recipe), documents: documentsNamed(name) }
        const expected = [arn(name), arn(`${name}/x`)]
        const [terraform] = await readTerraform(
          textIn('terraform', policy),
          new Map([[media.reference, recipe.variables[0]?.value ?? '']]),
        )
        expect(terraform?.statements?.[0]?.resource.map(asHcl)).toEqual(expected.map(asHcl))
        const [found] = argumentsOfNew(parseTypeScript(textIn('pulumi', policy)), 'aws.iam.Policy')
        expect((found as { tags?: unknown }).tags ?? {}).toEqual(policy.report.recipe?.tags)
        const yaml = textIn('cloudformation', policy)
        expect(documentsIn(readYaml(yaml, parametersIn(yaml))).flatMap(plainJson)[0]?.resource).toEqual(
          expected,
        )
      }),
      { numRuns: 100 },
    )
  })

  const documentsNamed = (name: string) => {
    const document = documentWith([statement('Any', ['s3:GetObject'], [arn(name), arn(`${name}/x`)])])
    return explainPolicy({ documents: [document], report: report() }).documents
  }
  const asHcl = (text: string) => text.normalize('NFC')
})

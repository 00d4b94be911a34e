import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExplainedPolicy } from '../../src/core/render/explained.js'
import { type FormatName, formats } from '../../src/core/render/formats.js'
import { unsafeCharacters } from '../../src/core/render/shown-text.js'
import { type PlainStatement, plainDocument, plainJson } from './plain.js'
import { anyName, hostilePolicy, textIn } from './policies.js'
import { readTerraform } from './read-terraform.js'
import { argumentsOfNew, cdkStatement, parseTypeScript } from './read-typescript.js'
import { documentsIn, readYaml } from './read-yaml.js'

/** What each format's own parser makes of the text. */
const readers: Readonly<Partial<Record<FormatName, (text: string) => Promise<readonly PlainStatement[]>>>> = {
  json: async (text) => plainJson(JSON.parse(text)),
  terraform: async (text) => {
    const policies = await readTerraform(text)
    expect(policies.length).toBe(1)
    return policies[0]!.statements!
  },
  cloudformation: async (text) => documentsIn(readYaml(text)).flatMap(plainJson),
  'permission-set': async (text) => documentsIn(readYaml(text)).flatMap(plainJson),
  serverless: async (text) => {
    const file = readYaml(text) as { provider: { iam: { role: { statements: unknown } } } }
    const Statement = JSON.parse(
      JSON.stringify(file.provider.iam.role.statements, (_, value) =>
        typeof value === 'string' ? withoutBackslashes(value) : value,
      ),
    ) as unknown
    return plainJson({ Version: '2012-10-17', Statement })
  },
  pulumi: async (text) => {
    const [policy] = argumentsOfNew(parseTypeScript(text), 'aws.iam.Policy')
    return plainJson((policy as { policy: unknown }).policy)
  },
  cdk: async (text) => {
    const found = argumentsOfNew(parseTypeScript(text), 'iam.PolicyStatement')
    return plainJson({ Version: '2012-10-17', Statement: found.map(cdkStatement) })
  },
  boundary: async (text) => plainJson(JSON.parse(text)),
}

/** As Serverless reads a text: an odd run of backslashes before `${` is half as many, and no variable follows. */
function withoutBackslashes(text: string): string {
  return text.replace(/(\\*)\$\{/g, (_, run: string) => {
    expect(run.length % 2).toBe(1)
    return `${run.slice((run.length + 1) / 2)}\${`
  })
}

/** HCL holds Unicode text in normal form C: halves of characters are none, and composed ones are equal. */
function asText(statements: readonly PlainStatement[], format: FormatName): unknown {
  if (format !== 'terraform') return statements
  return JSON.parse(JSON.stringify(statements), (_, value) =>
    typeof value === 'string' ? Buffer.from(value).toString().normalize('NFC') : value,
  )
}

const names = Object.keys(readers) as FormatName[]

/** The names in the policy are lost in a boundary that is too long, so it gets few of them. */
const policyFor = (format: FormatName, all: ExplainedPolicy): ExplainedPolicy =>
  format === 'boundary' ? hostilePolicy(['${evil}', '"\n']) : all

describe('hostile names stay text', () => {
  it.each(names)('%s: what is read back is what was written', async (format) => {
    const policy = policyFor(format, hostilePolicy())
    const read = await readers[format]!(textIn(format, policy))
    expect(read).toEqual(policy.documents.flatMap(({ document }) => plainDocument(document)))
  })

  it.each(names)('%s: of any name, what is read back is what was written', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyName, { minLength: 1, maxLength: 4 }), async (list) => {
        const policy = hostilePolicy(list)
        const rendering = formats[format].render(policy, { variables: [] })
        const text = rendering.kind === 'rendered' ? rendering.text : ''
        fc.pre(text !== '' && !text.includes('jsonencode('))
        const read = await readers[format]!(text)
        const written = policy.documents.flatMap(({ document }) => plainDocument(document))
        expect(asText(read, format)).toEqual(asText(written, format))
      }),
      { numRuns: 60 },
    )
  })

  it.each(Object.keys(formats) as FormatName[])('%s: no character does anything', (format) => {
    const text = textIn(format, hostilePolicy())
    const json = formats[format].ending.endsWith('.json')
    const unsafe = [...text.matchAll(unsafeCharacters)].map(([found]) => found).filter((one) => one !== '\n')
    // The command line escapes the rest of JSON's strings; see terminal.test.ts.
    expect(json ? [] : unsafe).toEqual([])
  })
})

describe('what a tool would not leave alone', () => {
  const reference = hostilePolicy(['{{resolve:secretsmanager:prod/db}}'])

  it.each(['cloudformation', 'serverless', 'cdk', 'permission-set'] as const)(
    '%s: a dynamic reference of CloudFormation is refused',
    (format) => {
      expect(formats[format].render(reference, { variables: [] })).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('{{resolve:'),
      })
    },
  )

  it('is text to Terraform and Pulumi', async () => {
    for (const format of ['terraform', 'pulumi'] as const) {
      const read = await readers[format]!(textIn(format, reference))
      expect(read).toEqual(plainDocument(reference.documents[0]!.document))
    }
  })

  it('terraform: a policy with `&{` is written as JSON, because the data source would read a variable', async () => {
    const text = textIn('terraform', hostilePolicy(['&{aws:username}', '$&{x}']))
    const [policy] = await readTerraform(text)
    expect([policy?.statements, policy?.policy]).toEqual([
      undefined,
      expect.stringMatching(/^\$\{jsonencode\(/),
    ])
    expect(text).toContain('bucket/&{aws:username}"')
    expect(text).not.toContain('aws_iam_policy_document')
  })

  it('cdk: a placeholder of its own is refused', () => {
    const policy = hostilePolicy(['#{Token[TOKEN.1]}'])
    expect(formats.cdk.render(policy, { variables: [] })).toMatchObject({ kind: 'refused' })
  })
})

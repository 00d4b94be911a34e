import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseRecipe } from '../../src/adapters/recipe/read-recipe.js'
import { recipeText } from '../../src/adapters/recipe/recipe-text.js'
import { recipeConditionKeys } from '../../src/core/policy/conditions.js'
import { emptyRecipe } from '../../src/core/policy/recipe.js'
import { LeastwiseError } from '../../src/workflows/errors.js'
import { report } from '../cli/fake-workflows.js'

const root = join(import.meta.dirname, '../..')
const schema = JSON.parse(readFileSync(join(root, 'schemas/recipe.schema.json'), 'utf8')) as object
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)

function problem(text: string): string {
  try {
    parseRecipe('leastwise.yaml', text)
  } catch (error) {
    expect((error as LeastwiseError).code).toBe('RECIPE_INVALID')
    return (error as LeastwiseError).message
  }
  throw new Error('the recipe was taken')
}

describe('a recipe file', () => {
  it('with a version alone is a recipe that changes nothing', () => {
    expect(parseRecipe('r', 'version: 1\n')).toEqual(emptyRecipe)
  })

  it('as docs/recipe.md shows it is read, and is of the schema', () => {
    const page = readFileSync(join(root, 'docs/recipe.md'), 'utf8')
    const [, text = ''] = /<!-- recipe: example -->\n```yaml\n([\s\S]*?)```/.exec(page) ?? []
    const recipe = parseRecipe('docs/recipe.md', text)
    expect(recipe.allow[0]?.resources).toEqual(['arn:aws:s3:::marigold-media/uploads/*'])
    expect(recipe.resources?.services.get('ssm')).toBe('exact')
    expect(recipe.variables).toEqual([
      { name: 'media', value: 'marigold-media', reference: 'aws_s3_bucket.media.id' },
    ])
    expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true)
  })

  it('narrows what it allows by conditions, and the schema knows every key', () => {
    const keys = recipeConditionKeys
    const written = JSON.stringify(Object.fromEntries(keys.map((key) => [key, ['b', 'a']])))
    const text = `version: 1\nallow:\n  - {actions: kms:Decrypt, resources: "*", conditions: ${written}, reason: r}`
    const [rule] = parseRecipe('r', text).allow
    expect(rule?.conditions).toEqual([...keys].sort().map((key) => ({ key, values: ['a', 'b'] })))
    expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true)
  })

  it.each([
    [
      'version: 1\nallow:\n  - {actions: s3:GetObject, resources: "*", reason: r, conditions: {"aws:SourceIp": x}}',
      'line 3: `allow[1].conditions.aws:SourceIp` is not known',
    ],
    [
      'version: 1\nallow:\n  - {actions: s3:GetObject, resources: "*", reason: r, conditions: {"aws:CalledVia": "*"}}',
      'line 3: `allow[1].conditions.aws:CalledVia` `*` must be one value: no pattern, no variable',
    ],
    [
      'version: 1\nallow:\n  - {actions: s3:GetObject, resources: "*", reason: r, conditions: {"aws:CalledVia": []}}',
      'line 3: `allow[1].conditions.aws:CalledVia` needs a value',
    ],
    [
      'version: 1\nexclude:\n  - {actions: s3:GetObject, reason: r, conditions: {"aws:CalledVia": x}}',
      'line 3: `exclude[1].conditions` is not known',
    ],
    ['version: 2', 'line 1: `version` must be 1'],
    ['name: x', '`version` is missing'],
    ['version: 1\nalow: []', 'line 2: `alow` is not known'],
    [
      'version: 1\nallow:\n  - actions: s3:GetObject\n    resources: "*"',
      'line 3: `allow[1]` needs `reason`',
    ],
    ['version: 1\nallow:\n  - {actions: s3:GetObject, reason: r}', 'line 3: `allow[1]` needs `resources`'],
    [
      'version: 1\nallow:\n  - {actions: s3:NoSuch, resources: "*", reason: r}',
      'line 3: `allow[1].actions` `s3:NoSuch` is no action of AWS',
    ],
    [
      'version: 1\nallow:\n  - {actions: "s3:Get*", resources: "*", reason: r}',
      'line 3: `allow[1].actions` `s3:Get*` must be one action: patterns are not granted',
    ],
    [
      'version: 1\nallow:\n  - {actions: s3:GetObject, resources: "arn:aws:s3:::${b}/*", reason: r}',
      'line 3: `allow[1].resources` uses the variable `${b}`, which `variables` does not have',
    ],
    [
      'version: 1\nexclude:\n  - {actions: s3:GetObject, resources: bucket, reason: r}',
      'line 3: `exclude[1].resources` `bucket` is neither an ARN nor `*`',
    ],
    ['version: 1\nresources: most', 'line 2: `resources` does not take `most`'],
    ['version: 1\nresources: {nothing: exact}', 'line 2: `resources.nothing` is no service of AWS'],
    [
      'version: 1\nvariables: {b: {value: v, reference: "x}${file(1)}"}}',
      'line 2: `variables.b.reference` `x}${file(1)}` is no reference, such as `aws_s3_bucket.media.id`',
    ],
    ['version: 1\nname: "a b"', 'line 2: `name` `a b` is no name of a policy'],
    ['version: 1\nname: [', 'line 2 is no YAML'],
    ['version: 1\ndescription: "two\\nlines"', 'line 2: `description` is no description: one line'],
    ['version: 1\ntags: {"aws:x": y}', 'line 2: `tags.aws:x` is no key of a tag'],
    ['version: 1\ntags: {team: "${x}"}', 'line 2: `tags.team` `${x}` is no value of a tag'],
    ['version: 1\nname: &a x\ndescription: *a', 'line 3: `description` must be a text'],
    ['- version: 1', 'line 1: must be a mapping'],
  ])('%j is refused with its line', (text, message) => {
    expect(problem(text)).toContain(message)
  })

  it('is read or refused, whatever it holds', () => {
    const piece = fc.constantFrom(
      'version: 1\n',
      'allow:\n',
      '  - ',
      'actions: ',
      's3:GetObject',
      '{',
      '}',
      '[',
      '&a ',
      '*a',
      '"',
      '\n',
      '<<: ',
      '__proto__: ',
      '\u0000',
      '!!js ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 20 }), (parts) => {
        try {
          parseRecipe('r', parts.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(LeastwiseError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a first recipe', () => {
  const start = {
    name: 'web',
    format: 'json',
    why: 'as it was',
    resources: 'evident',
    limit: 'managed',
  } as const

  it('is read back, of the schema, and decides nothing by itself', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 30 })
    fc.assert(
      fc.property(hostile, hostile, (principal, name) => {
        fc.pre(principal.trim() !== '')
        const denied = [
          { action: name, resource: name, count: 1, first: '', last: '', message: name, granted: false },
        ]
        const unmapped = [{ eventSource: name, eventName: name, count: 1, reason: '' }]
        const text = recipeText({ ...start, report: report({ principal, denied, unmapped }) })
        const recipe = parseRecipe('r', text)
        expect(recipe.principal).toBe(principal)
        expect([recipe.allow, recipe.exclude, recipe.patterns, recipe.choose]).toEqual([[], [], [], []])
        expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true)
      }),
    )
  })

  it('suggests what was denied and what no rule knows, commented out', () => {
    const denied = [
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b/k',
        count: 3,
        first: '',
        last: '',
        message: '',
        granted: false,
      },
    ]
    const unmapped = [{ eventSource: 'new.amazonaws.com', eventName: 'DoIt', count: 2, reason: '' }]
    const text = recipeText({ ...start, report: report({ denied, unmapped }) })
    expect(text).toContain('#   - actions: ["s3:GetObject"]')
    expect(text).toContain('#   - event: "new.amazonaws.com DoIt"')
  })
})

import { describe, expect, it } from 'vitest'
import { policiesIn, readPolicies } from '../../src/adapters/files/policy-files.js'
import { folderWith } from './folders.js'

const document =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
const names = (text: string) => policiesIn('p.json', text).map(({ name }) => name)

describe('policy files', () => {
  it('hold one document, an array, or what generate prints', () => {
    expect(names(document)).toEqual(['p.json'])
    expect(names(`\uFEFF${document}`)).toEqual(['p.json'])
    expect(names(`[${document}, ${document}]`)).toEqual(['p.json[0]', 'p.json[1]'])
    expect(names('[]')).toEqual([])
    expect(names(`{"policy": ${document}, "report": {"a": [1]}}`)).toEqual(['p.json'])
    expect(names(`{"policies": [${document}], "report": {}}`)).toEqual(['p.json[0]'])
    expect(policiesIn('p.json', `[\n ${document}]`)[0]!.document).toEqual(
      policiesIn('q', document)[0]!.document,
    )
  })

  it.each([
    ['{"Statement": [', 'line 1, column 16: unexpected end of text'],
    ['', 'line 1, column 1: '],
    ['7', 'line 1, column 1: a policy document must be an object'],
    [
      '[\n  {"Statement": [\n    {"Effect": "allow", "Action": "a:b", "Resource": "*"}]}]',
      'line 3, column 16: ',
    ],
    [`[${document},\n   {"Statement": 1, "Extra": 2}]`, 'line 2, column 18: '],
    ['{"policies": [ {} ]}', 'line 1, column 16: missing element `Statement`'],
  ])('say where they are wrong: %s', (text, where) => {
    let thrown: unknown
    try {
      policiesIn('p.json', text)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringContaining(`policy \`p.json\` ${where}`),
    })
  })

  it('are read from disk', async () => {
    const folder = folderWith({ 'one.json': document })
    expect(await readPolicies(`${folder}/one.json`)).toHaveLength(1)
    await expect(readPolicies(`${folder}/two.json`)).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' })
  })
})

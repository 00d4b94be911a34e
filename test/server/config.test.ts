import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configSchema, parseConfig, readConfig } from '../../src/server/config.js'
import { trailsOf } from '../../src/server/trails.js'
import { write } from '../files/folders.js'
import { trail } from './records.js'
import { temporaryFolder } from './serving.js'

const page = readFileSync('docs/server.md', 'utf8')
const example = /```yaml\n([\s\S]*?)```/.exec(page)![1]!

/** Every key of the schema, with dots, and its default as JSON. Those of `security` have a page of their own. */
function keysOf(schema: object, path = ''): [string, unknown][] {
  const properties = (schema as { properties?: Record<string, object> }).properties
  if (path === 'security') return [[path, undefined]]
  if (properties === undefined) return [[path, (schema as { default?: unknown }).default]]
  return Object.entries(properties).flatMap(([key, one]) => keysOf(one, path === '' ? key : `${path}.${key}`))
}

describe('the configuration of the server', () => {
  it('has a row in docs/server.md for every key, with its default', () => {
    const keys = keysOf(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }))
    const rows = [...page.matchAll(/^\| `([a-z.]+)` \| [^|]* \| ([^|]*) \|$/gm)].map(([, key, value]) => [
      key,
      value,
    ])
    expect(rows.map(([key]) => key)).toEqual(keys.map(([key]) => key))
    for (const [at, [, value]] of keys.entries()) {
      if (value !== undefined) expect(rows[at]![1]).toBe(`\`${value}\``)
    }
  })

  it('reads the example of docs/server.md', () => {
    const { trails, security: _, ...rest } = parseConfig(example, 'leastwise.server.yaml')
    expect(rest).toEqual({
      host: '127.0.0.1',
      port: 8790,
      jobs: { folder: '/var/lib/leastwise/jobs', concurrency: 2, queue: 200, keep: 14 * 86_400_000 },
      policies: { resources: 'used' },
    })
    expect([...trailsOf(trails)].map(([, { inputs }]) => inputs)).toEqual([
      ['logs/main'],
      ['s3://logs-of-everything/AWSLogs/'],
      ['logs/org-2025', 'logs/org-2026'],
      ['activity.db'],
    ])
  })

  it('means paths from its own folder, and leaves buckets alone', async () => {
    const folder = temporaryFolder()
    const text = `trails:\n  ${trail}: [logs, s3://bucket/AWSLogs, /abs]\njobs:\n  folder: jobs\nsecurity:\n  keys:\n    - accessKeyId: AKIAEXAMPLEEXAMPLE01\n      secret: { file: key }\n`
    write(join(folder, 'server.yaml'), Buffer.from(text))
    const { trails, jobs, security } = await readConfig(join(folder, 'server.yaml'))
    expect(trails[trail]).toEqual([join(folder, 'logs'), 's3://bucket/AWSLogs', resolve('/abs')])
    expect(jobs.folder).toBe(join(folder, 'jobs'))
    expect(security.keys[0]?.secret).toEqual({ file: join(folder, 'key') })
  })

  const one = `trails:\n  ${trail}: logs\n`
  it.each([
    ['an unknown key', `${one}trial: x\n`, 3, /`trial`: this key does not exist/],
    ['an unknown key further in', `${one}jobs:\n  queue: 5\n  folders: x\n`, 5, /`jobs\.folders`/],
    ['no trails', 'port: 1\n', 1, /trails/],
    ['no trail', 'port: 1\ntrails: {}\n', 2, /at least one trail/],
    ['what is no ARN', 'trails:\n  main: logs\n', 2, /ARN/],
    ['no input', `trails:\n  ${trail}: []\n`, 2, /one input or a list/],
    ['an input that is a number', `trails:\n  ${trail}: 5\n`, 2, /one input or a list/],
    ['a port that is none', `${one}port: 70000\n`, 3, /`port`/],
    ['a port in words', `${one}port: http\n`, 3, /`port`/],
    ['a span without a unit', `${one}jobs:\n  keep: "7"\n`, 4, /`jobs\.keep`.*12h/],
    ['a key twice', `${one}port: 1\nport: 2\n`, 4, /unique/i],
    ['what is no YAML', `${one}port: [1\n`, 3, /line/],
    ['a list', '- a\n', 1, /object/],
    ['nothing', '', 1, /object/],
    [
      'many aliases',
      `a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c]\n`,
      1,
      /alias/i,
    ],
  ])('refuses %s with file and line', (_what, text, line, message) => {
    const read = () => parseConfig(text, 'server.yaml')
    expect(read).toThrow(expect.objectContaining({ code: 'SERVER_CONFIG_INVALID' }))
    expect(read).toThrow(message)
    expect(read).toThrow(new RegExp(`^\`server.yaml\` line (${line}|${line + 1}): `))
  })

  it('says that there is none', async () => {
    await expect(readConfig('/nowhere/server.yaml')).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' })
  })
})

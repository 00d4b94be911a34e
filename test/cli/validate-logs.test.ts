import { describe, expect, it } from 'vitest'
import { generate } from '../../src/workflows/generate.js'
import { requireIntactLogs, validateLogs } from '../../src/workflows/validate-logs.js'
import { folderWith } from '../files/folders.js'
import { keyList, logPath, signedTrail, trailKey } from '../generate/signed-trail.js'
import { runCli } from './capture.js'
import { getObject, logFile } from './logs.js'

const key = trailKey('11111111111111111111111111111111')
const workflows = { generate, validateLogs, requireIntactLogs }

function trailFolder(change: (files: Record<string, Buffer>) => void = () => {}): string {
  const files = signedTrail(key, 3, (at) =>
    logFile(getObject(new Date(2026, 4, 4, 10 + at), `build/${at}.zip`)),
  )
  change(files)
  const inTrail = Object.fromEntries(
    Object.entries(files).map(([path, contents]) => [`trail/${path}`, contents]),
  )
  return folderWith({ ...inTrail, 'keys.json': keyList(key), 'none.json': '{}' })
}

const altered = (files: Record<string, Buffer>) => (files[logPath(1)] = logFile())

describe('leastwise validate-logs', () => {
  it('says nothing on standard output when all is well', async () => {
    const folder = trailFolder()
    const ended = await runCli(
      ['validate-logs', `${folder}/trail`, '--keys', `${folder}/keys.json`],
      workflows,
    )
    expect(ended).toMatchObject({ status: 0, stdout: '' })
    expect(ended.stderr).toContain('3 files proven, 0 problems')
  })

  it('lists what is wrong and ends with status 1', async () => {
    const folder = trailFolder(altered)
    const { status, stdout } = await runCli(
      ['validate-logs', `${folder}/trail`, '--keys', `${folder}/keys.json`, '--quiet'],
      workflows,
    )
    expect(status).toBe(1)
    expect(stdout.split('\n')[0]).toMatch(/^PROBLEM +FILE +DETAIL$/)
    expect(stdout).toMatch(/^altered-log +.*AAAA\.json\.gz +its SHA-256 is not the one/m)
  })

  it('prints one JSON object', async () => {
    const folder = trailFolder(altered)
    const { stdout } = await runCli(
      ['validate-logs', `${folder}/trail`, '--keys', `${folder}/keys.json`, '--json'],
      workflows,
    )
    expect(JSON.parse(stdout)).toMatchObject({
      proven: false,
      intact: 2,
      problems: [{ kind: 'altered-log' }],
      gaps: [],
    })
  })

  it('wants keys that are some', async () => {
    const folder = trailFolder()
    const code = async (...args: string[]) =>
      /error\[(\w+)\]/.exec(
        (await runCli(['validate-logs', `${folder}/trail`, ...args], workflows)).stderr,
      )?.[1]
    expect(await code()).toBe('OPTION_INVALID')
    expect(await code('--keys', `${folder}/none.json`)).toBe('KEYS_UNREADABLE')
    expect(await code('--keys', `${folder}/absent.json`)).toBe('KEYS_UNREADABLE')
  })
})

describe('--verify-digests', () => {
  const args = (folder: string) => [
    'generate',
    `${folder}/trail`,
    '--principal',
    'Deploy',
    '--verify-digests',
    `${folder}/keys.json`,
  ]

  it('generates from logs that are proven', async () => {
    const { status, stdout, stderr } = await runCli(args(trailFolder()), workflows)
    expect([status, stdout.includes('s3:GetObject'), stderr.includes('3 files proven')]).toEqual([
      0,
      true,
      true,
    ])
  })

  it('generates nothing from logs that are not', async () => {
    const { status, stdout, stderr } = await runCli(args(trailFolder(altered)), workflows)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error\[LOGS_NOT_INTACT\]/)
  })
})

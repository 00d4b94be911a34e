import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { digestsSource } from '../../src/adapters/files/digests-source.js'
import { silent } from '../../src/workflows/ports.js'
import { requireIntactLogs, validateLogs } from '../../src/workflows/validate-logs.js'
import { anything, folderWith } from '../files/folders.js'
import {
  addDigest,
  digestPath,
  type Files,
  logPath,
  signedTrail,
  type TrailKey,
  trailKey,
} from '../generate/signed-trail.js'

let key: TrailKey
let otherKey: TrailKey
beforeAll(() => {
  key = trailKey('11111111111111111111111111111111')
  otherKey = trailKey('22222222222222222222222222222222')
})

const log = (at: number) => gzipSync(JSON.stringify({ Records: [{ eventID: `e-${at}` }] }))

function trail(change: (files: Files) => void = () => {}, hours = 5): Files {
  const files = signedTrail(key, hours, log)
  change(files)
  return files
}

function rewritten(contents: Buffer, change: (digest: Record<string, unknown>) => void): Buffer {
  const digest = JSON.parse(gunzipSync(contents).toString()) as Record<string, unknown>
  change(digest)
  return gzipSync(JSON.stringify(digest))
}

async function validated(files: Files, keys = [key], selection = anything) {
  const root = folderWith(files)
  const integrity = await validateLogs(digestsSource([root]), selection, keys, silent)
  const short = (name: string) => name.replace(`${root}/`, '')
  return {
    ...integrity,
    found: integrity.problems.map(({ kind, name }) => `${kind} ${short(name)}`),
    unsigned: integrity.unsigned.map(short),
    uncovered: integrity.uncovered.map(short),
  }
}

describe('a signed chain of digests', () => {
  it('proves every log file of an intact trail', async () => {
    const { found, intact, gaps, unsigned, uncovered, chains } = await validated(trail())
    expect({ found, intact, gaps, unsigned, uncovered }).toEqual({
      found: [],
      intact: 5,
      gaps: [],
      unsigned: [],
      uncovered: [],
    })
    expect(chains).toEqual([
      {
        chain: '111122223333 eu-west-1_audit_eu-west-1',
        digests: 5,
        start: '2026-05-04T10:01:30Z',
        end: '2026-05-04T15:01:30Z',
        backfill: false,
      },
    ])
  })

  it('tells an altered log file', async () => {
    const { found, intact } = await validated(trail((files) => (files[logPath(2)] = log(99))))
    expect([found, intact]).toEqual([[`altered-log ${logPath(2)}`], 4])
  })

  it('tells a log file that cannot be decompressed', async () => {
    const cut = (files: Files) => (files[logPath(2)] = files[logPath(2)]!.subarray(0, -9))
    expect((await validated(trail(cut))).found).toEqual([`altered-log ${logPath(2)}`])
  })

  it('holds a log file that was compressed again, or decompressed, to be the same', async () => {
    const again = trail(
      (files) => (files[logPath(2)] = gzipSync(gunzipSync(files[logPath(2)]!), { level: 1 })),
    )
    expect((await validated(again)).found).toEqual([])
    const plain = trail((files) => {
      files[logPath(2).replace(/\.gz$/, '')] = gunzipSync(files[logPath(2)]!)
      delete files[logPath(2)]
    })
    expect((await validated(plain)).found).toEqual([])
  })

  it('tells a missing log file', async () => {
    const { found } = await validated(trail((files) => delete files[logPath(3)]))
    expect(found).toEqual([`missing-log ${logPath(3).split('/').at(-1)}`])
  })

  it('tells a log file that nobody delivered', async () => {
    const planted = logPath(2, 'PLANTEDPLANTEDPL')
    expect((await validated(trail((files) => (files[planted] = log(7))))).found).toEqual([
      `unknown-log ${planted}`,
    ])
  })

  it('says nothing of log files before the first and after the last digest', async () => {
    const { found, uncovered } = await validated(
      trail((files) => {
        files[logPath(-3)] = log(-3)
        files[logPath(5)] = log(5)
      }),
    )
    expect([found, uncovered]).toEqual([[], [logPath(-3), logPath(5)]])
  })

  it('tells an altered digest by the hash that the next one recorded', async () => {
    const change = (files: Files) =>
      (files[digestPath(2)] = rewritten(files[digestPath(2)]!, (digest) => (digest.logFiles = [])))
    const { found } = await validated(trail(change))
    expect(found).toEqual([`altered-digest ${digestPath(2)}`, `unknown-log ${logPath(2)}`])
  })

  it('tells an altered newest digest by its signature', async () => {
    const change = (files: Files) => {
      files[logPath(4)] = log(99)
      files[digestPath(4)] = rewritten(files[digestPath(4)]!, (digest) => {
        const [entry] = digest.logFiles as { hashValue: string }[]
        entry!.hashValue = '0'.repeat(64)
      })
    }
    const { found } = await validated(trail(change))
    expect(found).toEqual([`altered-digest ${digestPath(4)}`, `altered-log ${logPath(4)}`])
  })

  it('does not prove a log file by a digest that it does not trust', async () => {
    const change = (files: Files) =>
      (files[digestPath(2)] = rewritten(files[digestPath(2)]!, (d) => (d.extra = 1)))
    const { found, intact } = await validated(trail(change))
    expect([found, intact]).toEqual([[`altered-digest ${digestPath(2)}`, `unproven-log ${logPath(2)}`], 4])
  })

  it('tells a digest that was renamed to stand for another', async () => {
    const change = (files: Files) => (files[digestPath(2)] = files[digestPath(1)]!)
    expect((await validated(trail(change))).found).toContain(`altered-digest ${digestPath(2)}`)
  })

  it('tells a digest that is no JSON, or of another algorithm', async () => {
    const broken = await validated(trail((files) => (files[digestPath(1)] = gzipSync('{'))))
    expect(broken.found).toContain(`altered-digest ${digestPath(1)}`)
    const md5 = (files: Files) =>
      (files[digestPath(4)] = rewritten(
        files[digestPath(4)]!,
        (d) => (d.digestSignatureAlgorithm = 'MD5withRSA'),
      ))
    expect((await validated(trail(md5))).found).toContain(`altered-digest ${digestPath(4)}`)
  })

  it('tells a missing digest', async () => {
    const { found } = await validated(trail((files) => delete files[digestPath(2)]))
    expect(found).toEqual([`missing-digest ${digestPath(2)}`])
  })

  it('needs no digest before the oldest that is at hand', async () => {
    const change = (files: Files) => {
      delete files[digestPath(0)]
      delete files[logPath(0)]
    }
    expect((await validated(trail(change))).found).toEqual([])
  })

  it('tells a key that is not the one that signed', async () => {
    const forged = { ...otherKey, fingerprint: key.fingerprint }
    const { found, intact } = await validated(trail(), [forged])
    expect([new Set(found.map((line) => line.split(' ')[0])), intact]).toEqual([
      new Set(['unproven-log', 'wrong-key']),
      0,
    ])
  })

  it('tells a key that was not given', async () => {
    const { found } = await validated(trail(), [otherKey])
    expect(found).toContain(`unknown-key ${digestPath(0)}`)
  })

  it('tells a gap: the chain began anew', async () => {
    const change = (files: Files) => {
      for (const at of [2, 3]) for (const path of [digestPath(at), logPath(at)]) delete files[path]
      addDigest(files, 4, [logPath(4)], { key, first: true })
    }
    const { found, gaps, unsigned } = await validated(trail(change))
    expect([found, gaps]).toEqual([
      [],
      [
        {
          chain: '111122223333 eu-west-1_audit_eu-west-1',
          start: '2026-05-04T12:01:30Z',
          end: '2026-05-04T14:01:30Z',
        },
      ],
    ])
    expect(unsigned).toEqual([digestPath(1)])
  })

  it('accepts files that were delivered late, by a backfill digest with a chain of its own', async () => {
    const late = logPath(1, 'LATELATELATELATE')
    const change = (files: Files) => {
      files[late] = log(50)
      addDigest(files, 1, [late], { key, first: true, backfill: true })
    }
    const { found, intact, chains } = await validated(trail(change))
    expect([found, intact, chains.map(({ backfill }) => backfill)]).toEqual([[], 6, [false, true]])
  })

  it('says when the newest digest is not proven for lack of its signature', async () => {
    const { found, unsigned } = await validated(trail((files) => delete files[`${digestPath(4)}.signature`]))
    expect([found, unsigned]).toEqual([[], [digestPath(4)]])
  })

  it('looks at a period as a whole: its first log files may lie in the folder of the day before', async () => {
    const selection = { ...anything, start: '2026-05-05T00:00:00Z', end: '2026-05-06T00:00:00Z' }
    const { found, intact } = await validated(trail(undefined, 30), [key], selection)
    expect(found).toEqual([])
    expect(intact).toBe(17)
  })
})

describe('requireIntactLogs', () => {
  it('names the first problem and counts the others', async () => {
    const change = (files: Files) => {
      files[logPath(2)] = log(99)
      delete files[logPath(3)]
    }
    const source = digestsSource([folderWith(trail(change))])
    await expect(requireIntactLogs(source, anything, [key], silent)).rejects.toMatchObject({
      code: 'LOGS_NOT_INTACT',
      message: expect.stringMatching(/_AAAAAAAAAAAAAAAA\.json\.gz` is an altered-log .*, and 1 more$/),
    })
  })

  it('refuses when there is no digest at all', async () => {
    const source = digestsSource([folderWith({ [logPath(0)]: log(0) })])
    await expect(requireIntactLogs(source, anything, [key], silent)).rejects.toMatchObject({
      code: 'NO_DIGESTS',
    })
  })
})

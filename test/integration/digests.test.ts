import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { addDigest, digestPath, type Files, logPath, trailKey } from '../generate/signed-trail.js'
import { pythonWithMoto } from './python.js'

describe("the AWS CLI's own digest validator", () => {
  it('accepts the signatures of our test trail, and no other: both read the specification alike', () => {
    const key = trailKey('11111111111111111111111111111111')
    const files: Files = {}
    for (const at of [0, 1, 2]) {
      files[logPath(at)] = gzipSync(`{"Records":[${at}]}`)
      addDigest(files, at, [logPath(at)], { key, first: at === 0 })
    }
    const digests = [0, 1, 2].map((at) => ({
      text: gunzipSync(files[digestPath(at)]!).toString(),
      signature: String(files[`${digestPath(at)}.signature`]),
      key: key.value,
    }))
    const altered = { ...digests[1]!, text: digests[1]!.text.replace('"logFiles":[', '"logFiles":[ ') }
    const script = join(import.meta.dirname, 'validate_digests.py')
    const input = JSON.stringify([...digests, altered])
    const output = execFileSync(pythonWithMoto(), [script], { input, encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual([true, true, true, false])
  })
})

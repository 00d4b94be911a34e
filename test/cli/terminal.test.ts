import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amount, counted } from '../../src/cli/amounts.js'
import { didYouMean } from '../../src/cli/did-you-mean.js'
import { documentNames, leftovers } from '../../src/cli/document-names.js'
import { progressLine } from '../../src/cli/progress.js'
import { table } from '../../src/cli/table.js'
import { shortTerminalText, terminalJson, terminalText } from '../../src/cli/terminal-text.js'
import type { LogFile } from '../../src/workflows/ports.js'
import { Captured } from './capture.js'

const evil = '\u001b]0;owned\u0007\u001b[31mred\u009b2J\r\n\u202etxt\u200b\u2028\u{e0041}\ud800'

describe('terminalText', () => {
  it('leaves no character that a terminal obeys', () => {
    expect(terminalText(evil)).toBe('�]0;owned��[31mred�2J���txt����')
  })

  it('leaves ordinary text as it is', () => {
    const text = 'arn:aws:iam::111122223333:role/ci/Zürich-東京-🦙'
    expect(terminalText(text)).toBe(text)
  })

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(terminalText(text))).toBe(false)
      }),
    )
  })

  it('cuts long text', () => {
    expect(shortTerminalText('x'.repeat(100), 10)).toBe('xxxxxxxxx…')
    expect(shortTerminalText('x'.repeat(10), 10)).toBe('xxxxxxxxxx')
  })
})

describe('terminalJson', () => {
  it('is the same JSON without unsafe characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = terminalJson(JSON.stringify({ [text]: text }, null, 2))
        expect(JSON.parse(json)).toEqual({ [text]: text })
        expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(json)).toBe(false)
      }),
    )
    expect(terminalJson('"\u009b\u{e0041}"')).toBe('"\\u009b\\udb40\\udc41"')
  })
})

describe('table', () => {
  it('lines up columns, numbers at their right, and makes cells safe', () => {
    const columns = [
      { title: 'ARN', align: 'left' },
      { title: 'N', align: 'right' },
      { title: 'LAST', align: 'left' },
    ] as const
    const rows = [
      ['a\u001b[0m', '1,000', 'x'],
      ['longer-name', '7', ''],
    ]
    expect(table(columns, rows)).toBe(
      ['ARN              N  LAST', 'a�[0m        1,000  x', 'longer-name      7', ''].join('\n'),
    )
  })

  it('survives a great many rows', () => {
    const rows = Array.from({ length: 200_000 }, () => ['x'])
    expect(table([{ title: 'A', align: 'left' }], rows)).toHaveLength(2 + 400_000)
  })
})

describe('words and numbers', () => {
  it('groups digits', () => {
    expect([0, 999, 1000, 1234567].map(amount)).toEqual(['0', '999', '1,000', '1,234,567'])
    expect([counted(1, 'file'), counted(2000, 'file')]).toEqual(['1 file', '2,000 files'])
  })

  it('suggests what is near, or lists what there is', () => {
    expect(didYouMean('generat', ['principals', 'generate'])).toBe('did you mean `generate`?')
    expect(didYouMean('xyzzy', ['principals', 'generate'])).toBe('there is `principals`, `generate`')
  })
})

describe('documentNames', () => {
  it('names one document or numbers several', () => {
    expect(documentNames('arn:aws:iam::111122223333:role/ci/Deploy', 1)).toEqual(['policy-Deploy.json'])
    expect(documentNames('arn:aws:iam::111122223333:role/Deploy', 2)).toEqual([
      'policy-Deploy-1.json',
      'policy-Deploy-2.json',
    ])
  })

  it('cannot be led out of the folder by a name in a log', () => {
    const names = ['..', '../../etc/passwd', 'a\u0000b', 'CON', 'x'.repeat(5000), 'a\\b:c'].flatMap((name) =>
      documentNames(name, 1),
    )
    for (const name of names) expect(name).toMatch(/^policy-[A-Za-z0-9+=,.@_-]{1,128}\.json$/)
  })

  it('knows parts of an earlier, longer policy', () => {
    const present = [
      'policy-Deploy.json',
      'policy-Deploy-1.json',
      'policy-Deploy-3.json',
      'policy-Deployer.json',
      'notes.txt',
    ]
    expect(leftovers(['policy-Deploy.json'], 'role/Deploy', present)).toEqual([
      'policy-Deploy-1.json',
      'policy-Deploy-3.json',
    ])
  })
})

describe('progressLine', () => {
  const file = (bytes: number | undefined) => ({ name: 'x', bytes }) as unknown as LogFile

  function started(visible: boolean, bytes: number | 'unknown' = 4_000_000, columns = 100) {
    const clock = { time: 5000 }
    const stderr = new Captured()
    const progress = progressLine({ stderr, visible, columns, now: () => clock.time })
    progress.listed(4000, bytes === 'unknown' ? undefined : bytes)
    return { clock, stderr, progress }
  }

  it('shows nothing in the first second, and then one line that is rewritten', () => {
    const { clock, stderr, progress } = started(true)
    clock.time += 999
    progress.finished(file(1_000_000), { records: 1, characters: 9 })
    expect(stderr.text).toBe('')
    clock.time += 1001
    progress.finished(file(1_000_000), { records: 1, characters: 9 })
    expect(stderr.text).toBe('\rreading 2 of 4,000 files, 1.0 MB/s, 2 s left\u001b[K')
    clock.time += 50
    progress.finished(file(1_000_000), { records: 1, characters: 9 })
    expect(stderr.text.split('\r')).toHaveLength(2)
  })

  it('says how many objects of a bucket were found as long as they are listed', () => {
    const clock = { time: 0 }
    const stderr = new Captured()
    const progress = progressLine({ stderr, visible: true, columns: 100, now: () => clock.time })
    clock.time = 2000
    progress.listing?.(1500)
    expect(stderr.text).toBe('\rlisting, 1,500 objects found\u001b[K')
  })

  it('takes the line away once', () => {
    const { clock, stderr, progress } = started(true)
    clock.time += 2000
    progress.finished(file(1), { records: 1, characters: 9 })
    progress.clear()
    progress.clear()
    expect(stderr.text.endsWith('\u001b[K\r\u001b[K')).toBe(true)
  })

  it('writes nothing at all when it is not visible, nor when it had nothing to take away', () => {
    const hidden = started(false)
    hidden.clock.time += 10_000
    hidden.progress.finished(file(1), { records: 1, characters: 9 })
    hidden.progress.clear()
    const brief = started(true)
    brief.progress.clear()
    expect([hidden.stderr.text, brief.stderr.text]).toEqual(['', ''])
  })

  it('measures the text of a pipe and promises no end', () => {
    const { clock, stderr, progress } = started(true, 'unknown')
    clock.time += 2000
    progress.finished(file(undefined), { records: 1, characters: 6_000_000 })
    expect(stderr.text).toContain('3.0 MB/s\u001b')
  })

  it('stays within the width of the terminal', () => {
    const { clock, stderr, progress } = started(true, 4_000_000, 25)
    clock.time += 2000
    progress.finished(file(1), { records: 1, characters: 9 })
    expect(stderr.text).toBe('\rreading 1 of 4,000 files\u001b[K')
  })
})

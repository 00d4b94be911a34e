import { describe, expect, it } from 'vitest'
import { suggest } from '../../src/cli/completion.js'
import { buildProgram } from '../../src/cli/program.js'
import { runCli, testContext } from './capture.js'

async function complaint(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runCli(args)
  expect([status, stdout]).toEqual([2, ''])
  return stderr
}

describe('wrong use', () => {
  it.each([
    [['generte', 'logs'], 'error[VERB_UNKNOWN]: unknown verb `generte`\nhint: did you mean `generate`?\n'],
    [
      ['generate', 'logs', '--regoin', 'x'],
      'error[OPTION_UNKNOWN]: unknown option `--regoin`\nhint: did you mean `--region`?\n',
    ],
    [
      ['principals', 'logs', '--jsn=1'],
      'error[OPTION_UNKNOWN]: unknown option `--jsn=1`\nhint: did you mean `--json`?\n',
    ],
    [
      ['generate', 'logs', '--principal'],
      'error[OPTION_VALUE_MISSING]: option `--principal <principal>` needs a value\nhint: see `leastwise generate --help`\n',
    ],
    [
      ['principals'],
      'error[ARGUMENT_MISSING]: `leastwise principals` needs at least one input\nhint: name log files, folders, globs, `s3://` URIs, or `-` for standard input\n',
    ],
    [
      ['completion'],
      'error[ARGUMENT_MISSING]: `leastwise completion` needs `<shell>`\nhint: see `leastwise completion --help`\n',
    ],
    [
      ['completion', 'bash', 'zsh'],
      'error[ARGUMENT_UNEXPECTED]: too many arguments for `leastwise completion`\nhint: see `leastwise completion --help`\n',
    ],
    [
      ['principals', 'logs', '--type', 'roel'],
      'error[OPTION_INVALID]: `--type roel` is no type of principal\nhint: did you mean `role`?\n',
    ],
    [['principals', '/no-such-place'], 'error[INPUT_NOT_FOUND]: input `/no-such-place` does not exist\n'],
  ])('%j', async (args, expected) => {
    const use = args[1] === '/no-such-place' ? import('../../src/adapters/files/files-source.js') : undefined
    if (use === undefined) expect(await complaint(...args)).toBe(expected)
    else {
      const listing = async (source: { list(selection: never): Promise<unknown> }) =>
        source.list({ accounts: [], regions: [] } as never)
      const { stderr } = await runCli(args, { principals: listing as never })
      expect(stderr.startsWith(expected)).toBe(true)
    }
  })

  it('says which shells there are', async () => {
    expect(await complaint('completion', 'bsh')).toBe(
      'error[ARGUMENT_INVALID]: `leastwise completion bsh` cannot be used\nhint: did you mean `bash` or `zsh`?\n',
    )
  })

  it('shows help on standard error when no verb is given', async () => {
    const stderr = await complaint()
    expect(stderr).toContain('Usage: leastwise')
    expect(stderr).toContain('error[VERB_MISSING]')
  })

  it('makes what it repeats harmless', async () => {
    expect(await complaint('x\u001b[2J')).toContain('`x�[2J`')
  })
})

describe('help', () => {
  it.each([[['--help']], [['help']], [['generate', '--help']], [['help', 'generate']], [['--version']]])(
    '%j is an answer, on standard output',
    async (args) => {
      const { status, stdout, stderr } = await runCli(args)
      expect([status, stderr]).toEqual([0, ''])
      expect(stdout.length).toBeGreaterThan(5)
    },
  )

  it('shows the flow and the exit status at the top', async () => {
    const { stdout } = await runCli(['--help'])
    expect(stdout).toMatch(/leastwise principals logs\/[\s\S]*leastwise generate logs\//)
    for (const line of ['  0  done', '  1  the answer is "no"', '  2  wrong use', '  3  done, but'])
      expect(stdout).toContain(line)
    expect(stdout).not.toContain('complete ')
  })

  it('prints the version of the package', async () => {
    expect((await runCli(['--version'])).stdout).toBe('9.8.7\n')
  })
})

describe('completion', async () => {
  const program = await buildProgram(testContext(), () => {})
  const values = (...words: string[]) => suggest(program, words).suggestions.map(([value]) => value)
  const files = (...words: string[]) => suggest(program, words).files

  it('offers verbs first', async () => {
    const verbs = (await buildProgram(testContext(), () => {})).commands.map((command) => command.name())
    expect(values('')).toEqual([...verbs.filter((verb) => verb !== 'complete'), 'help'])
    expect(values('').slice(0, 2)).toEqual(['principals', 'generate'])
    expect(values('ge')).toEqual(['generate'])
    expect(values('--v')).toEqual(['--version'])
    expect(values('complete')).toEqual([])
  })

  it('offers options of the verb, and values where they are known', () => {
    expect(values('generate', '--re')).toEqual([
      '--region',
      '--resources',
      '--recipe',
      '--report',
      '--requester-pays',
    ])
    expect(values('principals', 'logs', '--type', 'ro')).toEqual(['role', 'root'])
    expect(values('principals', 'logs', '--type=ro')).toEqual(['role', 'root'])
    expect(values('generate', 'logs', '--format', '')).toEqual(['json'])
    expect(values('completion', '')).toEqual(['bash', 'zsh', 'fish', 'powershell'])
  })

  it('leaves paths to the shell, and only paths', () => {
    expect([files('generate', ''), files('principals', 'a', 'b'), files('generate', '-')]).toEqual([
      true,
      true,
      true,
    ])
    expect([files('generate', '--out', ''), files('generate', '--report=')]).toEqual([true, true])
    expect([files('generate', '--principal', ''), files('completion', ''), files('nonsense', '')]).toEqual([
      false,
      false,
      false,
    ])
    expect(files('generate', '--json', '')).toBe(true)
  })

  it('answers in the protocol of the scripts', async () => {
    const answer = async (...words: string[]) => (await runCli(['complete', '--', ...words])).stdout
    expect(await answer('generate', '--sta')).toMatch(/^--start\t.+\n:4\n$/)
    expect(await answer('generate', 'logs', '')).toBe(':0\n')
    expect(await answer('ge')).toMatch(/^generate\t.+\n:4\n$/)
  })
})

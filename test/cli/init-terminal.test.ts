import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseRecipe } from '../../src/adapters/recipe/read-recipe.js'
import { EXAMPLES } from '../simulator/trail.js'

const folder = mkdtempSync(join(tmpdir(), 'init-terminal-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command on a terminal of its own, and presses keys when a question is on the screen. */
const driver = join(folder, 'drive.py')
writeFileSync(
  driver,
  `import fcntl, json, os, pty, select, struct, sys, termios, time
keys = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'xterm'
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 50, 200, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
screen, end = '', time.time() + 40
while time.time() < end:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        screen += data.decode('utf8', 'replace')
    elif keys and keys[0][0] in screen:
        os.write(terminal, keys.pop(0)[1].encode())
if time.time() >= end:
    os.kill(pid, 9)
_, status = os.waitpid(pid, 0)
sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(status), screen]))
`,
)

const python = spawnSync('python3', ['-c', 'import pty']).status === 0
const down = '\u001b[B'
const enter = '\r'

function onTerminal(
  keys: readonly (readonly [question: string, pressed: string])[],
  ...args: readonly string[]
) {
  const command = [process.execPath, resolve('bin/leastwise.js'), 'init', join(EXAMPLES, 'trail'), ...args]
  const { stdout } = spawnSync('python3', [driver, JSON.stringify(keys), ...command], { encoding: 'utf8' })
  const [status, screen] = JSON.parse(stdout) as [number, string]
  return { status, screen }
}

describe.skipIf(!python)('leastwise init on a terminal', () => {
  it('asks whose policy, how far and where, and writes the answers', () => {
    const out = join(folder, 'asked.yaml')
    const { status, screen } = onTerminal(
      [
        ['Whose policy?', enter],
        ['How shall the policy', down + enter],
        ['How far may names', down + enter],
        ['Where will the policy', down + enter],
      ],
      '--out',
      out,
    )
    expect(status, screen).toBe(0)
    const recipe = parseRecipe(out, readFileSync(out, 'utf8'))
    expect(recipe.principal).toMatch(/^arn:aws:iam::111122223333:(role|user)\//)
    expect([recipe.format, recipe.resources?.all, recipe.limit]).toEqual([
      'terraform',
      'observed',
      'permission-set',
    ])
    expect(screen).toContain('next: leastwise generate')
  }, 90_000)

  it('asks nothing about what the command line says, and nothing at all with --yes', () => {
    const out = join(folder, 'yes.yaml')
    const { status, screen } = onTerminal([], '--principal', 'marigold-web-task', '--yes', '--out', out)
    expect([status, screen.includes('?  ')]).toEqual([0, false])
    const recipe = parseRecipe(out, readFileSync(out, 'utf8'))
    expect([recipe.resources?.all, recipe.limit]).toEqual(['evident', 'managed'])
  }, 90_000)

  it('writes for the tool whose files are in the folder, says why, and does what it is told', () => {
    const here = join(folder, 'infrastructure')
    mkdirSync(here)
    const out = join(here, 'leastwise.yaml')
    const told = ['--principal', 'marigold-web-task', '--yes', '--force', '--out', out] as const
    for (const [file, format] of [
      ['main.tf', 'terraform'],
      ['template.yaml', 'cloudformation'],
      ['serverless.yml', 'serverless'],
      ['Pulumi.yaml', 'pulumi'],
      ['cdk.json', 'cdk'],
    ] as const) {
      writeFileSync(join(here, file), '')
      expect(onTerminal([], ...told).status).toBe(0)
      const text = readFileSync(out, 'utf8')
      expect(parseRecipe(out, text).format).toBe(format)
      expect(text).toContain(`# The format is ${format}: ${file} is in the folder.`)
    }
    expect(onTerminal([], ...told, '--format', 'json').status).toBe(0)
    expect(parseRecipe(out, readFileSync(out, 'utf8')).format).toBe('json')
    expect(onTerminal([], ...told, '--format', 'jsonnet').screen).toContain('there is no format `jsonnet`')
  }, 180_000)

  it('writes nothing for one who gives up', () => {
    const out = join(folder, 'none.yaml')
    const { status, screen } = onTerminal([['Whose policy?', '\u0003']], '--out', out)
    expect([status, existsSync(out)]).toEqual([2, false])
    expect(screen).toContain('the question was not answered')
  }, 90_000)

  it('leaves a recipe alone that is there, unless it is told to replace it', () => {
    const out = join(folder, 'there.yaml')
    writeFileSync(out, 'mine')
    const args = ['--principal', 'marigold-web-task', '--yes', '--out', out] as const
    expect(onTerminal([], ...args)).toMatchObject({
      status: 2,
      screen: expect.stringContaining('is there already'),
    })
    expect(readFileSync(out, 'utf8')).toBe('mine')
    expect(onTerminal([], ...args, '--force').status).toBe(0)
    expect(parseRecipe(out, readFileSync(out, 'utf8')).name).toBe('marigold-web-task')
  }, 90_000)
})

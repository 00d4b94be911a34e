import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { validate } from '../../src/workflows/validate.js'
import { runCli } from './capture.js'

const good =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}]}'
const bad = `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": "s3:GetObjekt",
    "Resource": "*"
  }]
}
`

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

async function files(contents: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'leastwise-validate-')))
  folders.push(folder)
  for (const [name, text] of Object.entries(contents)) {
    const path = join(folder, name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, text)
  }
  return folder
}

const cli = (...args: readonly string[]) => runCli(['validate', ...args], { validate })

describe('leastwise validate', () => {
  it('shows the line with a caret, and says with its status that there are errors', async () => {
    const folder = await files({ 'policy.json': bad })
    const { status, stdout, stderr } = await cli(join(folder, 'policy.json'))
    expect(status).toBe(1)
    expect(stdout).toBe(
      [
        `${folder}/policy.json:5:15: error INVALID_ACTION`,
        '  The action `s3:GetObjekt` does not exist. Did you mean s3:GetObject, s3:PutObject?',
        '  5 |     "Action": "s3:GetObjekt",',
        '    |               ^^^^^^^^^^^^^^',
        '',
      ].join('\n'),
    )
    expect(stderr).toBe('1 policy: 1 error, 0 security warnings, 0 warnings, 0 suggestions\n')
  })

  it('is content with a policy that is right, and fails as strictly as asked', async () => {
    const folder = await files({
      'a.json': good,
      'b.json': good.replace('s3:GetObject', 'iam:PassRole').replace('arn:aws:s3:::reports/*', '*'),
    })
    expect(await cli(join(folder, 'a.json'), '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' })
    const lenient = await cli(join(folder, 'b.json'))
    expect([lenient.status, lenient.stdout.includes('PASS_ROLE_WITH_STAR_IN_RESOURCE')]).toEqual([0, true])
    expect((await cli(join(folder, 'b.json'), '--fail-on', 'security-warning')).status).toBe(1)
    expect((await cli(folder, '--fail-on', 'none')).status).toBe(0)
  })

  it('takes globs, and says which matches nothing', async () => {
    const folder = await files({
      'a/one.json': bad,
      'b/two.json': good,
      'b/c/three.json': bad,
      'b/no.txt': bad,
    })
    const { stdout, stderr } = await cli(`${folder}/**/*.json`)
    const named = stdout.split('\n').filter((line) => line.includes('INVALID_ACTION'))
    expect(named.map((line) => line.slice(folder.length, line.indexOf(':')))).toEqual([
      '/a/one.json',
      '/b/c/three.json',
    ])
    expect(stderr).toContain('3 policies')
    expect(await cli(`${folder}/*.yaml`)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('INPUT_NOT_FOUND'),
    })
  })

  it('passes over named files without a policy if it is told to', async () => {
    const folder = await files({ 'package.json': '{"name":"x"}', 'a.json': bad })
    const paths = [join(folder, 'package.json'), join(folder, 'a.json')]
    const { status, stdout } = await cli(...paths, '--only-policies')
    expect([status, stdout.includes('MISSING_STATEMENT'), stdout.includes('INVALID_ACTION')]).toEqual([
      1,
      false,
      true,
    ])
    expect((await cli(...paths)).stdout).toContain('MISSING_STATEMENT')
  })

  it('finds the policies of folders, templates, plans and dumps, and counts files without one', async () => {
    const escaped = JSON.stringify(bad)
    const folder = await files({
      'notes/package.json': '{"name":"x"}',
      'template.yaml': `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub 'ec2.\${AWS::URLSuffix}'}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: 2012-10-17
            Statement:
              - {Effect: Allow, Action: s3:GetObjekt, Resource: !Sub 'arn:\${AWS::Partition}:s3:::\${Bucket}/*'}
`,
      'plan.json': `{"format_version":"1.2","planned_values":{"root_module":{"child_modules":[{"resources":[{"address":"module.m.aws_iam_policy.p","type":"aws_iam_policy","values":{"policy":${escaped}}}]}]}}}`,
      'dump.json': `{"RoleDetailList":[{"Arn":"arn:aws:iam::111122223333:role/A","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]},"RolePolicyList":[{"PolicyName":"p","PolicyDocument":"${encodeURIComponent(bad)}"}]}]}`,
      'serverless.yml': `service: web
provider:
  name: aws
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:GetObjekt
          Resource: arn:aws:s3:::\${self:custom.bucket}/*
`,
    })
    const { stdout, stderr, status } = await cli(folder, '--format', 'json')
    const report = JSON.parse(stdout) as {
      policies: {
        file: string
        where: string
        findings: { issueCode: string; locations: { span: { start: { line: number } } }[] }[]
      }[]
      withoutPolicy: string[]
    }
    const found = report.policies.map(({ file, where, findings }) => [
      file.slice(folder.length + 1),
      where,
      ...findings.map(({ issueCode, locations }) => `${issueCode} ${locations[0]!.span.start.line}`),
    ])
    expect(found).toEqual([
      ['dump.json', 'arn:aws:iam::111122223333:role/A AssumeRolePolicyDocument'],
      ['dump.json', 'arn:aws:iam::111122223333:role/A p', 'INVALID_ACTION 1'],
      ['plan.json', 'module.m.aws_iam_policy.p.policy', 'INVALID_ACTION 1'],
      ['serverless.yml', 'provider.iam.role.statements', 'INVALID_ACTION 8'],
      ['template.yaml', 'Resources.Role.AssumeRolePolicyDocument'],
      ['template.yaml', 'Resources.Role.Policies[0].PolicyDocument', 'INVALID_ACTION 16'],
    ])
    expect(report.withoutPolicy.map((name) => name.slice(folder.length + 1))).toEqual(['notes/package.json'])
    expect([status, stderr]).toEqual([
      1,
      '6 policies: 4 errors, 0 security warnings, 0 warnings, 0 suggestions; 1 file without a policy\n',
    ])
  })

  it('places a finding inside of JSON in JSON', async () => {
    const plan = `{"format_version":"1","planned_values":{"root_module":{"resources":[\n{"address":"aws_iam_policy.p","type":"aws_iam_policy","values":{"policy":${JSON.stringify(bad)}}}]}}}`
    const folder = await files({ 'plan.json': plan })
    const { stdout } = await cli(join(folder, 'plan.json'), '--format', 'github')
    const [, line, column, end] = /line=(\d+),endLine=\d+,col=(\d+),endColumn=(\d+)/.exec(stdout) ?? []
    const text = plan.split('\n')[Number(line) - 1]!.slice(Number(column) - 1, Number(end) - 1)
    expect(text).toBe('\\"s3:GetObjekt\\"')
    expect(stdout).toMatch(
      /^::error file=[^,]*plan.json,.*title=INVALID_ACTION%3A Invalid action::The action `s3:GetObjekt`/,
    )
  })

  it('writes SARIF whose rules, places and fingerprints belong together', async () => {
    const folder = await files({ 'policy.json': bad })
    const { stdout } = await cli(join(folder, 'policy.json'), '--format', 'sarif')
    const [{ tool, results }] = JSON.parse(stdout).runs
    expect(JSON.parse(stdout).version).toBe('2.1.0')
    expect(tool.driver).toMatchObject({ name: 'Leastwise', version: '9.8.7' })
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe(results[0].ruleId)
    expect(results[0].locations[0].physicalLocation.region).toEqual({
      startLine: 5,
      startColumn: 15,
      endLine: 5,
      endColumn: 29,
    })
    expect(Object.keys(results[0].partialFingerprints)).toEqual(['leastwise/v1'])
  })

  it('writes JUnit in which nothing of a policy is markup', async () => {
    const folder = await files({ 'p.json': bad.replace('s3:GetObjekt', 's3:<&\\u0001\\"') })
    const { stdout } = await cli(join(folder, 'p.json'), '--format', 'junit')
    expect(stdout).toContain('<testsuites name="leastwise validate" tests="1" failures="1">')
    expect(stdout).toContain('s3:&lt;&amp;')
    expect(stdout).not.toMatch(/[\u0000-\u0008<]&/)
  })

  it('leaves out what the baseline knows and what the ignore file gives a reason for', async () => {
    const folder = await files({
      'p.json': bad,
      ignore: '# comment\nINVALID_ACTION *p.json # leastwise-ignore: the action is announced\n',
      bare: 'INVALID_ACTION *\n',
    })
    const [policy, baseline] = [join(folder, 'p.json'), join(folder, 'baseline.json')]
    expect((await cli(policy, '--write-baseline', baseline)).status).toBe(1)
    expect(JSON.parse(await readFile(baseline, 'utf8')).findings).toHaveLength(1)
    const known = await cli(policy, '--baseline', baseline)
    expect([known.status, known.stdout]).toEqual([0, ''])
    expect(known.stderr).toContain('1 finding of the baseline left out')
    await writeFile(policy, bad.replace('"s3:GetObjekt"', '["s3:GetObjekt", "s3:PutObjekt"]'))
    expect((await cli(policy, '--baseline', baseline)).stdout).toContain('s3:PutObjekt')
    await writeFile(policy, bad)
    expect((await cli(policy, '--ignore', join(folder, 'ignore'))).stderr).toContain('1 finding ignored')
    const refused = await cli(policy, '--ignore', join(folder, 'bare'))
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('line 1 of')])
  })

  it('finds several things in broken JSON, and refuses what it cannot use', async () => {
    const folder = await files({
      'p.json': '{"Version": "2012-10-17", "Statement": [{"Effect": "Permit",}]',
      'x.txt': 'nothing',
      'empty/readme.md': '',
    })
    const broken = await cli(join(folder, 'p.json'))
    for (const code of ['JSON_SYNTAX_ERROR', 'INVALID_EFFECT', 'MISSING_ACTION'])
      expect(broken.stdout).toContain(code)
    expect((await cli(join(folder, 'x.txt'))).stdout).toContain('JSON_SYNTAX_ERROR')
    expect((await cli(join(folder, 'empty'))).stderr).toContain('error[NO_POLICIES]')
    expect((await cli(join(folder, 'none.json'))).stderr).toContain('error[INPUT_NOT_FOUND]')
    expect((await cli(folder, '--format', 'xml')).stderr).toContain('error[OPTION_INVALID]')
    expect((await cli(folder, '--type', 'scp', '--resource-type', 'AWS::S3::Bucket')).status).toBe(2)
  })

  it('obeys no escape sequence of a policy', async () => {
    const folder = await files({ 'p.json': bad.replace('GetObjekt', 'Get\u009b31m\u202e') })
    for (const format of ['text', 'json', 'sarif', 'junit', 'github']) {
      const { stdout } = await cli(join(folder, 'p.json'), '--format', format)
      expect(stdout).toContain('INVALID_ACTION')
      expect(stdout).not.toMatch(/[\u009b\u202e]/)
    }
  })
})

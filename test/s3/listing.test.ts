import { describe, expect, it } from 'vitest'
import { anything } from '../files/folders.js'
import { environment, patience, trailBucket } from './trail-bucket.js'

const { bucket, put, list, refused } = trailBucket()

const day = (date: string, account = '111122223333', region = 'eu-west-1', kind = 'CloudTrail') =>
  `AWSLogs/${account}/${kind}/${region}/${date.replaceAll('-', '/')}/x.json.gz`

function s3Refuses(prefixes: (prefix: string) => boolean): void {
  bucket.s3.refuse = ({ key, query }) =>
    key !== '' || prefixes(query.get('prefix') ?? '')
      ? { status: 403, code: 'AccessDenied', message: 'Access Denied' }
      : undefined
}

describe('listing', () => {
  it('lists a bucket, a folder and one object, in the order of names, whatever the pages', async () => {
    put({ 'b/2.json': 'x', 'b/10.json': 'x', 'a.json': 'x', 'b/c/d.json': 'x', 'b.json': 'x' })
    const all = ['a.json', 'b.json', 'b/10.json', 'b/2.json', 'b/c/d.json']
    for (const size of [1, 2, 1000]) {
      bucket.s3.pageSize = size
      expect((await list('s3://trail')).names).toEqual(all)
      expect((await list('s3://trail/')).names).toEqual(all)
      expect((await list('s3://trail/b/')).names).toEqual(all.slice(2))
      expect((await list('s3://trail/b')).names).toEqual(all.slice(2))
      expect((await list('s3://trail/b/c/d.json')).names).toEqual(['b/c/d.json'])
    }
  })

  it('passes over what a folder on disk would, and reads what is named', async () => {
    put({
      'l/_SUCCESS': 'x',
      'l/': '',
      'l/x.parquet': 'x',
      'l/empty.json': '',
      [day('2026-05-01', '1'.repeat(12), 'eu-west-1', 'CloudTrail-Digest')]: 'x',
    })
    expect(await list('s3://trail/l/')).toMatchObject({
      names: [],
      passedOver: { marker: 1, empty: 2, 'unsupported-extension': 1 },
    })
    expect((await list('s3://trail/l/x.parquet')).names).toEqual(['l/x.parquet'])
    expect((await list('s3://trail/AWSLogs')).passedOver).toEqual({ 'not-listed': 1 })
  })

  it('reads keys with characters that XML and URLs do not have', async () => {
    const keys = ['a b+c.json', 'ü/%41.json', 'x\u0001y.json', 'q&<">.json']
    put(Object.fromEntries(keys.map((key) => [key, `text of ${keys.indexOf(key)}`])))
    const { files } = await list('s3://trail')
    const texts = []
    for (const file of files) for await (const text of file.text()) texts.push(text)
    expect(files.map(({ name }) => name)).toEqual(keys.map((key) => `s3://trail/${key}`).sort())
    expect(texts.sort()).toEqual(keys.map((_, n) => `text of ${n}`))
  })

  it('asks only for wanted accounts, Regions and days, level by level', async () => {
    const days = [
      '2025-12-31',
      '2026-04-30',
      '2026-05-01',
      '2026-05-02',
      '2026-05-03',
      '2026-05-04',
      '2026-06-01',
    ]
    const accounts = ['111122223333', '444455556666']
    const kinds = ['CloudTrail', 'CloudTrail-Digest', 'Config']
    for (const account of accounts)
      for (const region of ['eu-west-1', 'us-east-1'])
        for (const kind of kinds) for (const date of days) put({ [day(date, account, region, kind)]: 'x' })
    const selection = {
      start: '2026-05-01T00:00:00Z',
      end: '2026-05-01T12:00:00Z',
      accounts: ['111122223333'],
      regions: ['eu-west-1'],
    }
    const { names, passedOver } = await list('s3://trail', selection)
    expect(names).toEqual(['2026-05-01', '2026-05-02', '2026-05-03'].map((date) => day(date)))
    const asked = bucket.s3.asked.map(({ query }) => query.get('prefix'))
    const account = 'AWSLogs/111122223333/'
    const region = `${account}CloudTrail/eu-west-1/`
    expect(asked.sort()).toEqual(
      [
        ...['', 'AWSLogs/', account, `${account}CloudTrail/`, region, `${region}2026/`, `${region}2026/05/`],
        ...['01', '02', '03'].map((date) => `${region}2026/05/${date}/`),
      ].sort(),
    )
    // The other account, two kinds, a Region, a year, two months and a day.
    expect(passedOver).toEqual({ 'not-listed': 8 })
  })

  it('lists whole years and months whole, and a layout that is not of CloudTrail', async () => {
    put({ [day('2024-05-01')]: 'x', [day('2025-05-01')]: 'x', [day('2026-01-01')]: 'x' })
    put({ 'other/a/b/c/d/e/1.json': 'x', 'other/a/b/c/d/f/2.json': 'x' })
    const { names } = await list('s3://trail', { ...anything, start: '2024-12-01T00:00:00Z' })
    expect(names).toEqual([
      day('2025-05-01'),
      day('2026-01-01'),
      'other/a/b/c/d/e/1.json',
      'other/a/b/c/d/f/2.json',
    ])
    const region = 'AWSLogs/111122223333/CloudTrail/eu-west-1/'
    const asked = bucket.s3.asked.map(({ query }) => `${query.get('prefix')}${query.get('delimiter') ?? '*'}`)
    expect(asked).toContain(`${region}2025/*`)
    expect(asked).not.toContain(`${region}2024/*`)
    expect(asked.filter((one) => one.startsWith('other/'))).toEqual(
      ['other//', 'other/a//', 'other/a/b//', 'other/a/b/c/*']
        .slice(0, 4)
        .filter((one) => asked.includes(one)),
    )
  })

  it('takes globs', async () => {
    put({
      [day('2026-05-01')]: 'x',
      [day('2026-05-02')]: 'x',
      [day('2026-05-01', '444455556666')]: 'x',
      'a/b.json': 'x',
    })
    expect((await list('s3://trail/AWSLogs/1*/**/01/*.gz')).names).toEqual([day('2026-05-01')])
    expect((await list('s3://trail/*/b.json')).names).toEqual(['a/b.json'])
    expect((await refused('s3://trail/*/c.json')).message).toContain('no file matches')
    expect((await refused('s3://tr*/x')).message).toContain('name of the bucket')
  })

  it('never takes trouble for nothing', async () => {
    put({ 'logs/a.json': 'x' })
    expect(await refused('s3://trail/nothing/')).toMatchObject({ code: 'INPUT_NOT_FOUND' })
    expect((await refused('s3://trail/log')).hint).toContain('`s3://trail/logs/`')
    expect(await refused('s3://none/logs/')).toMatchObject({
      code: 'INPUT_NOT_FOUND',
      message: 'there is no bucket `none`',
    })
    expect(await refused('s3://')).toMatchObject({ code: 'INPUT_NOT_FOUND' })
    bucket.s3.refuse = () => ({ status: 403, code: 'AccessDenied', message: 'Access Denied' })
    const denied = await refused('s3://trail/logs/')
    expect(denied).toMatchObject({
      code: 'S3_DENIED',
      message: 'you may not list `s3://trail/logs/` (AccessDenied: Access Denied)',
    })
    expect(denied.hint).toContain('`s3:ListBucket` on `arn:aws:s3:::trail` for the prefix `logs/`')
    bucket.s3.refuse = () => ({ status: 403, code: 'InvalidAccessKeyId', message: 'The key does not exist' })
    expect(await refused('s3://trail/logs/')).toMatchObject({ code: 'S3_CREDENTIALS' })
    bucket.s3.refuse = () => ({ status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' })
    expect(await refused('s3://trail/logs/', { patience: { ...patience, attempts: 4 } })).toMatchObject({
      code: 'S3_FAILED',
      message: '`s3://trail/logs/` cannot be listed (SlowDown: Please reduce your request rate., 4 times)',
    })
    expect(await refused('s3://trail/logs/', { endpoint: 'http://127.0.0.1:9' })).toMatchObject({
      code: 'S3_FAILED',
    })
  })

  it('fails when a later page fails, or S3 does not say where the list goes on', async () => {
    put({ 'logs/a.json': 'x', 'logs/b.json': 'x' })
    bucket.s3.pageSize = 1
    bucket.s3.refuse = ({ query }) =>
      query.has('continuation-token') ? { status: 500, code: 'InternalError', message: '' } : undefined
    expect(await refused('s3://trail/logs/', { patience: { ...patience, attempts: 2 } })).toMatchObject({
      code: 'S3_FAILED',
    })
  })

  it('repeats a list that is refused, cut off, reset or stands still', async () => {
    put({ 'logs/a.json': 'x', 'logs/b.json': 'x' })
    const faults = ['500', '503', 'truncated', 'reset', 'stalled', 'reset-midway'] as const
    bucket.proxy.faultOf = (_, __, nth) => faults[nth]
    expect((await list('s3://trail/logs/')).names).toEqual(['logs/a.json', 'logs/b.json'])
    expect(bucket.proxy.passed.length).toBe(faults.length + 1)
  })

  it('follows a bucket to its Region', async () => {
    put({ 'logs/a.json': 'x' })
    const regionOf = (authorization: unknown) => String(authorization).split('/')[2]
    bucket.s3.refuse = ({ headers }) =>
      regionOf(headers.authorization) === 'eu-south-2'
        ? undefined
        : {
            status: 301,
            code: 'PermanentRedirect',
            message: 'elsewhere',
            headers: { 'x-amz-bucket-region': 'eu-south-2' },
          }
    const { files } = await list('s3://trail/logs/')
    for await (const text of files[0]!.text()) expect(text).toBe('x')
    expect(bucket.s3.asked.map(({ headers }) => regionOf(headers.authorization))).toEqual([
      'us-east-1',
      'eu-south-2',
      'eu-south-2',
    ])
  })

  it('lets the owner of one object read it without the right to list', async () => {
    put({ 'logs/a.json': 'x' })
    bucket.s3.refuse = ({ key }) =>
      key === '' ? { status: 403, code: 'AccessDenied', message: 'no' } : undefined
    expect((await list('s3://trail/logs/a.json')).names).toEqual(['logs/a.json'])
    expect(await refused('s3://trail/logs/b.json')).toMatchObject({ code: 'S3_DENIED' })
  })

  it('lists a folder where only keys inside it may be listed', async () => {
    put({ 'logs/a.json': 'x' })
    s3Refuses((prefix) => !prefix.startsWith('logs/'))
    expect((await list('s3://trail/logs')).names).toEqual(['logs/a.json'])
    expect(await refused('s3://trail/')).toMatchObject({ code: 'S3_DENIED' })
  })
})

describe('credentials', () => {
  it('assumes the role with its external id, and pays where asked', async () => {
    put({ 'logs/a.json': 'x' })
    const assumeRole = 'arn:aws:iam::111122223333:role/ReadTrail'
    await list('s3://trail/logs/', anything, { assumeRole, externalId: 'x1', requesterPays: true })
    const { headers } = bucket.s3.asked.find(({ method }) => method === 'GET')!
    expect(headers.authorization).toContain('Credential=ReadTrail.x1/')
    expect(headers['x-amz-request-payer']).toBe('requester')
  })

  it('says when the role may not be assumed, and when there are no credentials', async () => {
    put({ 'logs/a.json': 'x' })
    bucket.s3.refuse = ({ method }) =>
      method === 'POST' ? { status: 403, code: 'AccessDenied', message: 'not you' } : undefined
    const role = { assumeRole: 'arn:aws:iam::111122223333:role/ReadTrail' }
    const error = await refused('s3://trail/logs/', role)
    expect(error.code).toBe('S3_CREDENTIALS')
    expect(error.hint).toContain('trust policy')
    delete process.env.AWS_ACCESS_KEY_ID
    try {
      expect(await refused('s3://trail/logs/')).toMatchObject({ code: 'S3_CREDENTIALS' })
    } finally {
      Object.assign(process.env, environment)
    }
  })

  it('ends the run when credentials stop working, instead of skipping every object', async () => {
    put({ 'logs/a.json': 'x' })
    const { files } = await list('s3://trail/logs/')
    bucket.s3.refuse = () => ({
      status: 400,
      code: 'ExpiredToken',
      message: 'The provided token has expired.',
    })
    const read = async () => {
      for await (const _ of files[0]!.text());
    }
    await expect(read()).rejects.toMatchObject({ code: 'S3_CREDENTIALS' })
  })
})

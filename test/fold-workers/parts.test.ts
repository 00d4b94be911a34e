import { describe, expect, test } from 'vitest'
import { activityText } from './activity-text.js'
import { foldBoth } from './fold-both.js'

const account = '111122223333'
let number = 0

/** Records of a role, each another event. */
function recordOf(session: string, rest: object, identity: object = {}): string {
  number += 1
  return JSON.stringify({
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${session}`,
      arn: `arn:aws:sts::${account}:assumed-role/app/${session}`,
      accountId: account,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/deep/app`, userName: 'app' },
      },
      ...identity,
    },
    eventTime: `2024-05-${String(1 + (number % 9)).padStart(2, '0')}T07:08:09Z`,
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-west-1',
    userAgent: 'Boto3/1.34',
    ...rest,
    eventID: `0a5d3c0e-6a8f-4b4e-9a59-${String(number).padStart(12, '0')}`,
    recipientAccountId: account,
  })
}

const fileOf = (records: readonly string[]) => Buffer.from(`{"Records":[${records.join(',')}]}`)

/** Folds twice as many files as there are records, some twice, and expects what the plain fold gives. */
function expectSame(records: readonly string[]) {
  const half = records.length >> 1
  const files = [fileOf(records.slice(0, half)), fileOf(records.slice(half)), fileOf(records.slice(0, 3))]
  for (const options of [{}, { byDay: true }, { room: 20_000 }]) {
    const { plain, fast, left } = foldBoth(files, options)
    expect([...left.values()]).toEqual([])
    expect(activityText(fast)).toBe(activityText(plain))
  }
  return foldBoth(files).fast
}

const sessions = Array.from({ length: 12 }, (_, at) => `i-0${(at * 7919) % 97}b${at}c0ffee12d`)

describe('refusals of many sessions', () => {
  const arn = (session: string) => `arn:aws:sts::${account}:assumed-role/app/${session}`
  const refused = (message: string) => ({
    errorCode: 'AccessDenied',
    errorMessage: message,
    requestParameters: { bucketName: 'logs', key: `a/${number}` },
  })

  test.each<[string, (session: string) => string]>([
    [
      '',
      (session) =>
        `User: ${arn(session)} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::logs/x"`,
    ],
    [
      'by a denial',
      (session) => `User: ${arn(session)} is not authorized to perform: s3:GetObject with an explicit deny`,
    ],
    [
      'of themselves',
      (session) =>
        `User: ${arn(session)} is not authorized to perform: sts:TagSession on resource: ${arn(session)}`,
    ],
    ['of others', () => `User: ${arn('somebody')} is not authorized to perform: s3:GetObject`],
    [
      'said otherwise',
      (session) => `You are not authorized. User: ${arn(session)} is not authorized to perform: s3:GetObject`,
    ],
    ['of a longer name', (session) => `User: ${arn(session)}x is not authorized to perform: s3:GetObject`],
    [
      'first of one, then of another',
      (session) =>
        `User: ${arn(session)} is not authorized to go. User: ${arn(session)} is not authorized to perform: s3:GetObject`,
    ],
    [
      'in another alphabet',
      (session) => `User: ${arn(session)} is not authorized to perform: s3:GetObject because ü`,
    ],
    ['with nothing behind', (session) => `User: ${arn(session)} is not authorized`],
  ])('%s', (_, message) => {
    for (const errorCode of ['AccessDenied', 'Other']) {
      const some = sessions.map((session) => recordOf(session, { ...refused(message(session)), errorCode }))
      const escaped = some.map((text) => text.replace('authorized to', 'authorized t\\u006f'))
      const slashed = some.map((text) =>
        text.replace(/assumed-role\/app\/([^ "]*) is/, 'assumed-role\\/app\\/$1 is'),
      )
      expectSame([...some, ...escaped, ...slashed])
      expectSame(some)
    }
  })

  test('are one row, with the message that is first in the order of the text', () => {
    const message = (session: string) => `User: ${arn(session)} is not authorized to perform: s3:GetObject`
    const [row, ...others] = expectSame(
      sessions.map((session) => recordOf(session, refused(message(session)))),
    ).rows()
    expect(others).toEqual([])
    expect(row!.message).toBe(sessions.map(message).sort()[0])
  })

  test('of identities in a list, which name nobody', () => {
    const listed = sessions.map((session) => {
      const message = `User: ${arn(session)} is not authorized to perform: s3:GetObject`
      const record = JSON.parse(recordOf(session, refused(message))) as { userIdentity: object }
      return JSON.stringify({ ...record, userIdentity: [record.userIdentity] })
    })
    expectSame(listed)
  })

  test('before it is known who calls', () => {
    const message = `User: ${arn('one')} is not authorized to perform: s3:GetObject`
    const text = recordOf('one', refused(message))
    const error = `"errorMessage":${JSON.stringify(message)},`
    expectSame([text, text.replace(error, '').replace('{', `{${error}`), recordOf('two', refused(message))])
  })
})

describe('sessions that are named by their role alone', () => {
  const issuer = (arn: unknown) => ({
    arn: undefined,
    sessionContext: { sessionIssuer: { type: 'Role', arn } },
  })
  const role = `arn:aws:iam::${account}:role/deep/app`

  test.each<[string, object]>([
    ['as ever', issuer(role)],
    ['of a user', issuer(`arn:aws:iam::${account}:user/app`)],
    ['without a name', issuer(`arn:aws:iam::${account}:role/`)],
    ['with a slash at its end', issuer(`${role}/`)],
    ['of another service', issuer(role.replace('iam', 'sts'))],
    ['as a number', issuer(17)],
    ['as an object', issuer({ arn: role })],
    ['in a list', { arn: undefined, sessionContext: { sessionIssuer: [{ arn: role }] } }],
    ['of which there is a list', { arn: undefined, sessionContext: [{ sessionIssuer: { arn: role } }] }],
    ['inside', { arn: undefined, sessionContext: { sessionIssuer: { inner: { arn: role } } } }],
  ])('%s', (_, identity) => {
    const request = { requestParameters: { bucketName: 'logs', key: 'a' } }
    expectSame(sessions.map((session) => recordOf(session, request, identity)))
  })
})

describe('identifiers that stand for a member of a request', () => {
  const athena = { eventSource: 'athena.amazonaws.com' }
  const start = (id: unknown, rest: object = {}) =>
    recordOf('one', {
      ...athena,
      eventName: 'StartQueryExecution',
      requestParameters: { workGroup: 'analytics', queryString: 'x', ...rest },
      responseElements: { queryExecutionId: id },
      readOnly: false,
    })
  const get = (id: unknown, rest: object = {}) =>
    recordOf('one', {
      ...athena,
      eventName: 'GetQueryExecution',
      requestParameters: { queryExecutionId: id, ...rest },
      responseElements: null,
      readOnly: true,
    })
  const identifiers = sessions.map((_, at) => `a258f744-0d63-4c52-a34a-cc185204${at + 1000}`)

  test.each<[string, (id: string) => string[]]>([
    ['', (id) => [start(id), get(id)]],
    [
      'that were given',
      (id) => [start(id, { clientRequestToken: id }), start(id, { workGroup: id }), get(id)],
    ],
    ['beside the member', (id) => [start(id), get(id, { workGroup: 'analytics' })]],
    [
      'that have no such form',
      (id) => [start(id), start(`x${id.at(-1)}`), start('plain-words'), get('plain-words')],
    ],
    [
      'that are ARNs',
      (id) => [start(id), get(id), get(`arn:aws:athena:eu-west-1:${account}:workgroup/${id}`)],
    ],
    [
      'with escapes',
      (id) => [start(id), start(id).replace(id, `${id}\\u0031`), get(id).replace(id, `${id}\\u0031`)],
    ],
    ['in another alphabet', (id) => [start(id), get(id), get(`ü${id}`), start(`ü${id}`)]],
    ['with a slash', (id) => [start(id), start(`a/${id}`), get(`a/${id}`)]],
    [
      'that are none',
      (id) => [start(17), start(['a']), start(''), start(id), get(17), get([id]), get(''), get(id)],
    ],
  ])('%s', (_, records) => {
    expectSame(identifiers.flatMap(records))
  })
})

describe('values that are counted apart', () => {
  const read = (request: object, rest: object = {}) =>
    recordOf('one', { requestParameters: request, ...rest })
  const upload = (request: object, id: string) =>
    read(request, { eventName: 'CreateMultipartUpload', responseElements: { uploadId: id }, readOnly: false })

  test.each<[string, (at: number) => string[]]>([
    [
      'many below one prefix',
      (at) => [
        read({ bucketName: 'logs', key: `a/${at}/${at}` }),
        read({ bucketName: 'logs', key: `a/${at}` }),
      ],
    ],
    [
      'one and none',
      (at) => [
        read({ bucketName: 'logs', key: `a/${at}` }),
        read({ bucketName: 'logs' }),
        read({ bucketName: 'logs', key: '' }),
      ],
    ],
    [
      'with escapes',
      (at) => [
        read({ bucketName: 'logs', key: `a"${at}` }),
        read({ bucketName: 'logs', key: `a\u007f\u2028${at}` }),
      ],
    ],
    [
      'in another alphabet',
      (at) => [read({ bucketName: 'logs', key: `ü/${at}` }), read({ bucketName: 'logs', key: `${at}/😀` })],
    ],
    [
      'with slashes that are escaped',
      (at) => [
        read({ bucketName: 'logs', key: `a/${at}` }).replace(`a/${at}`, `a\\/${at}`),
        read({ bucketName: 'logs', key: `a/${at}` }),
      ],
    ],
    [
      'in white space',
      (at) => [
        read({ bucketName: 'logs', key: `a/${at}` }).replace('"key":', '"key" : '),
        read({ bucketName: 'logs', key: `a/${at}` }),
      ],
    ],
    [
      'that look like what the kernel adds',
      (at) => [
        read({ bucketName: 'logs', key: `the session":"${at}` }),
        read({ bucketName: 'logs', key: `made 1` }),
      ],
    ],
    [
      'copied',
      (at) => [
        read(
          { bucketName: 'logs', key: `a/${at}`, 'x-amz-copy-source': `other/b/${at}` },
          { eventName: 'CopyObject' },
        ),
      ],
    ],
    [
      'with identifiers that AWS made',
      (at) => [
        upload({ bucketName: 'logs', key: `a/${at}` }, `upload-${at}-0000`),
        upload({ bucketName: 'logs' }, `upload-${at}-0000`),
      ],
    ],
    [
      'with identifiers first',
      (at) => [
        upload({ bucketName: 'logs' }, `upload-${at}-0000`),
        upload({ bucketName: 'logs', key: `a/${at}` }, `upload-${at}-0001`),
      ],
    ],
  ])('%s', (_, records) => {
    expectSame(Array.from({ length: 30 }, (_, at) => records(at)).flat())
    expectSame(Array.from({ length: 4 }, (_, at) => records(at).reverse()).flat())
  })
})

import { describe, expect, it } from 'vitest'
import { decodePieces, decodeText, onlyRecord, summaryOf } from './decode-text.js'

function json(value: unknown): string {
  return JSON.stringify(value)
}

describe('Athena results', () => {
  const struct =
    '{type=AssumedRole, principalid=AROAEXAMPLE:a=b,c, arn=arn:aws:sts::111122223333:assumed-role/R/a=b,c, accountid=111122223333, invokedby=null, accesskeyid=ASIAEXAMPLE, username=null, sessioncontext={attributes={mfaauthenticated=false, creationdate=2024-01-02T00:00:00Z}, sessionissuer={type=Role, principalid=AROAEXAMPLE, arn=arn:aws:iam::111122223333:role/p/R, accountid=111122223333, username=R}}}'
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const header =
    '"eventversion","useridentity","eventtime","eventsource","eventname","awsregion","requestparameters","resources","readonly","errorcode"'
  const row = (identity: string) =>
    [
      '1.08',
      identity,
      '2024-01-02T03:04:05Z',
      's3.amazonaws.com',
      'GetObject',
      'eu-west-1',
      '{"bucketName":"b",\n"key":"k"}',
      '[{arn=arn:aws:s3:::b, accountid=null, type=AWS::S3::Bucket}]',
      'true',
      '',
    ]
      .map(quoted)
      .join(',')

  it('with structs as Athena prints them', () => {
    const record = onlyRecord(`${header}\r\n${row(struct)}\r\n`)
    expect(record).toMatchObject({
      eventName: 'GetObject',
      awsRegion: 'eu-west-1',
      readOnly: true,
      errorCode: undefined,
    })
    expect(record.requestParameters).toEqual({ bucketName: 'b', key: 'k' })
    expect(record.resources).toEqual([
      { arn: 'arn:aws:s3:::b', accountId: undefined, type: 'AWS::S3::Bucket' },
    ])
    expect(record.userIdentity).toMatchObject({ principalId: 'AROAEXAMPLE:a=b,c', userName: undefined })
    expect(record.userIdentity.sessionIssuer?.arn).toBe('arn:aws:iam::111122223333:role/p/R')
  })

  it('with structs as JSON', () => {
    const identity = json({
      type: 'IAMUser',
      principalid: 'AIDA',
      accountid: '111122223333',
      sessioncontext: { sessionissuer: { username: 'x' } },
    })
    expect(onlyRecord(`${header}\n${row(identity)}`).userIdentity).toMatchObject({
      type: 'IAMUser',
      principalId: 'AIDA',
      sessionIssuer: { userName: 'x' },
    })
  })

  it('in pieces of one character', () => {
    const text = `\ufeff${header}\n${row(struct)}\n\n${row('')}`
    expect(decodePieces(text)).toEqual(decodeText(text))
    expect(summaryOf(decodePieces(text))).toEqual(['record:GetObject', 'record:GetObject'])
  })

  it('as JSON with lower-case keys', () => {
    const text = json({
      eventname: 'A',
      eventsource: 's3.amazonaws.com',
      eventtime: '2024-01-02T03:04:05Z',
      useridentity: { accountid: '111122223333' },
      requestparameters: '{"x":1}',
    })
    expect(onlyRecord(text)).toMatchObject({
      userIdentity: { accountId: '111122223333' },
      requestParameters: { x: 1 },
    })
  })

  it('skips what is not one row of the table and goes on', () => {
    const text = `${header}\na,b\n${row(struct)}\n`
    expect(summaryOf(decodeText(text))).toEqual(['skipped:malformed-record', 'record:GetObject'])
    expect(summaryOf(decodeText(text.slice(0, -20)))).toEqual([
      'skipped:malformed-record',
      'broken:truncated',
    ])
  })
})

describe('event history of the console', () => {
  const header =
    'User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category'
  const resources =
    '"[{""resourceType"":""AWS::IAM::Policy"",""resourceName"":""arn:aws:iam::aws:policy/X""},{""resourceType"":""AWS::IAM::Group"",""resourceName"":""Admins""}]"'

  it('decodes as far as it goes', () => {
    const text = `${header}\nAdmin,ASIA1,2021-01-26T22:48:41Z,iam.amazonaws.com,AttachGroupPolicy,us-east-1,192.0.2.1,"a, b",AccessDenied,${resources},r,e,false,AwsApiCall,111122223333,Management\n`
    const record = onlyRecord(text)
    expect(record).toMatchObject({
      eventName: 'AttachGroupPolicy',
      userAgent: 'a, b',
      errorCode: 'AccessDenied',
      readOnly: false,
    })
    expect(record.userIdentity).toMatchObject({
      userName: 'Admin',
      accessKeyId: 'ASIA1',
      type: undefined,
      arn: undefined,
    })
    expect(record.requestParameters).toBeUndefined()
    expect(record.resources).toEqual([
      { arn: 'arn:aws:iam::aws:policy/X', accountId: undefined, type: 'AWS::IAM::Policy' },
    ])
  })
})

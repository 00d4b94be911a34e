/** A whole number from 0 on, smaller than `below`. */
export type Random = (below: number) => number

/** A stream of numbers that a seed repeats: xorshift over 32 bits. */
export function openRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** What stands in records and what may be put into them: structure, escapes, names, times, values. */
const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\"',
    '\\u0041',
    '\\ud800',
    '\\u004',
    '\n',
    '\t',
    ' ',
    '\u0000',
    '\u007f',
  ],
  ...[
    'null',
    'true',
    'false',
    '0',
    '-1',
    '1e3',
    '01',
    '1.',
    '""',
    '{}',
    '[]',
    '[[]]',
    'é',
    '\u{1f600}',
    '\ufeff',
  ],
  ...[
    '"eventName"',
    '"event\\u004eame"',
    '"eventSource"',
    '"eventTime"',
    '"eventID"',
    '"Records"',
    '"userIdentity"',
  ],
  ...[
    '"requestParameters":{},',
    '"responseElements":{"a":1},',
    '"errorCode":"AccessDenied",',
    '"resources":[],',
  ],
  ...['"errorMessage":"is not authorized to perform: s3:GetObject on resource: \\"arn:aws:s3:::b/k\\"",'],
  ...[
    '"eventID":"7",',
    '"eventTime":"2024-02-30T00:00:00Z",',
    '"sharedEventID":"x",',
    '"sharedEventID":"",',
    '"key":"a/b",',
  ],
  ...[
    '"__proto__":{"a":1},',
    '"type":"AssumedRole",',
    '"type":"Root",',
    '"principalId":"A:B",',
    '"principalId":"Anonymous",',
  ],
  ...[
    '"arn":"arn:aws:sts::111122223333:assumed-role/r/s",',
    '"ARN":"arn:aws:s3:::b/k",',
    '"bucketName":"b",',
  ],
  ...[
    'arn:aws:iam::111122223333:role/x',
    'AWSCloudFormation',
    'AwsServiceEvent',
    '.amazonaws.com',
    'HIDDEN_DUE_TO_SECURITY_REASONS',
  ],
  ...[
    '2024-05-06T07:08:09Z',
    '20240506T070809Z',
    '2024-05-06T07:08:09.5Z',
    '111122223333',
    'i-0123456789abcdef0',
    'tags',
    'roleArn',
  ],
]

/** The text changed in one to three places; sometimes with a part of another one. */
export function mutated(text: string, other: string, random: (below: number) => number): string {
  let result = text
  for (let changes = 1 + random(3); changes > 0; changes--) result = changedOnce(result, other, random)
  return result
}

function changedOnce(text: string, other: string, random: (below: number) => number): string {
  const at = random(text.length + 1)
  const length = 1 + random(random(4) === 0 ? 200 : 8)
  switch (random(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length)
    case 1:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at)
    case 2:
      return (
        text.slice(0, at) + String.fromCharCode(random(random(4) === 0 ? 0x800 : 128)) + text.slice(at + 1)
      )
    case 3: {
      const from = random(other.length)
      return text.slice(0, at) + other.slice(from, from + length) + text.slice(at)
    }
    case 4:
    case 5:
      return text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at)
    case 6:
      return text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at + length)
    default:
      return memberChanged(text, at, random)
  }
}

/** A piece where JSON would take it: in front of a key, or for a value. */
function memberChanged(text: string, from: number, random: (below: number) => number): string {
  const piece = pieces[random(pieces.length)]!
  const key = text.indexOf(',"', from)
  if (key === -1) return text
  if (piece.endsWith(',')) return text.slice(0, key + 1) + piece + text.slice(key + 1)
  const value = text.indexOf('":', key) + 2
  const end = text.indexOf(',', value)
  if (value === 1 || end === -1) return text
  const quoted = random(2) === 0 ? piece : JSON.stringify(piece)
  return text.slice(0, value) + quoted + text.slice(end)
}

/** The numbers that the kernel and its host agree on; the other half is in src/kernel/assembly. */

/** There is more to do. */
export const stepMore = 0
/** The file was read to its end. */
export const stepWhole = 1

/** Why a file is left to others, by the number that a step gave. None of them says that the file is wrong. */
export const leftReasons: Readonly<Record<number, string>> = Object.freeze({
  2: 'gzip-header',
  3: 'deflate',
  4: 'gzip-trailer',
  5: 'shape',
  6: 'not-json',
  7: 'memory',
  8: 'long-record',
})

/** What becomes of a member's value: a scalar's part and a container's part are added. */
export const actions = Object.freeze({
  keep: 0,
  drop: 1,
  keepArn: 2,
  keepIdentifier: 3,
  apart: 4,
  apartLink: 5,
  dropInside: 1 << 8,
  walk: 2 << 8,
})

/** What a member's value means to the kernel itself. */
export const meanings = Object.freeze({
  identityType: 1,
  sessionId: 2,
  sessionArn: 3,
  containerName: 4,
  objectName: 5,
  objectArn: 6,
  issuerArn: 7,
  source: 16,
  name: 17,
  time: 18,
  identifier: 19,
  presence: 20,
  address: 21,
  request: 22,
  response: 23,
  message: 24,
  agent: 25,
  identity: 26,
})

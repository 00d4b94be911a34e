import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { filesSource } from '../../src/adapters/files/files-source.js'
import type { S3Options } from '../../src/adapters/s3/options.js'
import { s3Place } from '../../src/adapters/s3/s3-place.js'
import {
  LeastwiseError,
  type ObjectPlace,
  type Selection,
  type StoredObject,
  UnreadableFile,
} from '../../src/workflows/ports.js'
import { anything } from '../files/folders.js'
import { type FaultyProxy, type Passed, startFaultyProxy } from './faulty-proxy.js'
import { type SmallObject, type SmallS3, startSmallS3 } from './small-s3.js'

/** No test waits for long. */
export const patience = { pause: 1, longestPause: 5, stall: 300 }

/** What the environment of these tests has, so that nothing of the machine is used. */
export const environment = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nonexistent',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
}

/** The bucket `trail` on a small S3 behind a faulty proxy, empty before every test. */
export function trailBucket() {
  const bucket = {} as { s3: SmallS3; proxy: FaultyProxy }
  const saved = { ...process.env }
  beforeAll(async () => {
    bucket.s3 = await startSmallS3()
    bucket.proxy = await startFaultyProxy(bucket.s3.endpoint)
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL_STS: bucket.s3.endpoint })
  })
  afterAll(async () => {
    process.env = saved
    await bucket.proxy.stop()
    await bucket.s3.stop()
  })
  beforeEach(() => {
    bucket.s3.buckets.clear()
    bucket.s3.asked.length = 0
    bucket.s3.refuse = () => undefined
    bucket.s3.pageSize = 1000
    bucket.proxy.passed.length = 0
    bucket.proxy.faultOf = () => undefined
  })

  const place = (options: S3Options = {}): ObjectPlace =>
    s3Place({ endpoint: bucket.proxy.endpoint, patience, ...options })

  function put(objects: Readonly<Record<string, SmallObject | Buffer | string>>): void {
    const inside = bucket.s3.buckets.get('trail') ?? new Map<string, SmallObject>()
    bucket.s3.buckets.set('trail', inside)
    for (const [key, object] of Object.entries(objects)) {
      const isObject = typeof object === 'object' && 'body' in object
      inside.set(key, isObject ? object : { body: Buffer.from(object) })
    }
  }

  async function list(input: string, selection: Selection = anything, options: S3Options = {}) {
    const { files, passedOver } = await filesSource([input], { places: [place(options)] }).list(selection)
    return { names: files.map(({ name }) => name.replace('s3://trail/', '')), passedOver, files }
  }

  async function objectAt(key: string, options: S3Options = {}): Promise<StoredObject> {
    const { objects } = await place(options).list(`s3://trail/${key}`, () => 'whole')
    return objects[0]!
  }

  return {
    bucket,
    put,
    list,
    objectAt,
    /** The error for an input that cannot be listed. */
    refused: (input: string, options: S3Options = {}): Promise<LeastwiseError> =>
      list(input, anything, options).then(() => expect.fail('listed'), expected(LeastwiseError)),
    /** The error for an object that cannot be read. */
    unreadable: async (key: string, options: S3Options = {}): Promise<UnreadableFile> =>
      contents(await objectAt(key, options)).then(() => expect.fail('read'), expected(UnreadableFile)),
    /** The GETs up to now. */
    gets: (): readonly Passed[] => bucket.proxy.passed.filter(({ kind }) => kind === 'get'),
  }
}

function expected<T extends Error>(kind: new (...args: never[]) => T): (error: unknown) => T {
  return (error) => {
    expect(error).toBeInstanceOf(kind)
    return error as T
  }
}

/** All bytes of an object. */
export async function contents(object: StoredObject): Promise<Buffer> {
  const pieces = []
  for await (const piece of object.open()) pieces.push(piece)
  return Buffer.concat(pieces)
}

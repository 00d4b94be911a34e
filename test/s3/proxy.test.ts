import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { s3Place } from '../../src/adapters/s3/s3-place.js'
import { closed } from './small-s3.js'
import { environment, patience } from './trail-bucket.js'

const connected: string[] = []
const proxy = createServer()
proxy.on('connect', (request, socket) => {
  connected.push(String(request.url))
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
})
const saved = { ...process.env }

beforeAll(async () => {
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  Object.assign(process.env, environment, { HTTPS_PROXY: url, https_proxy: url, NO_PROXY: '', no_proxy: '' })
})
afterAll(async () => {
  process.env = saved
  await closed(proxy)
})

describe('HTTPS_PROXY', () => {
  it('is what AWS is reached through, and a proxy that refuses is no empty bucket', async () => {
    const place = s3Place({ patience: { ...patience, attempts: 2 } })
    await expect(place.list('s3://trail-bucket/AWSLogs/', () => 'look')).rejects.toMatchObject({
      code: 'S3_FAILED',
    })
    expect([...new Set(connected)]).toEqual(['trail-bucket.s3.us-east-1.amazonaws.com:443'])
  })
})

import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { expect, it } from 'vitest'
import { reading, TestBox } from './harness/test-box.ts'
import { openTestCloud } from './harness/test-cloud.ts'

/** Answers a request for a batch of which only the head was sent. */
async function answerToHead(port: number, token: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const head = ['POST /v1/batches HTTP/1.1', 'host: cloud', `authorization: Bearer ${token}`]
  socket.write([...head, 'content-type: application/cose', 'content-length: 100000', '', ''].join('\r\n'))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return answer.toString()
}

it('a cloud with too much to do says so before a batch is sent to it, and loses none that it was given', async () => {
  const t = await openTestCloud({ ingest: { maxQueuedBatches: 1 } })
  const box = await t.enrolled(new TestBox())
  await t.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = t.app.server.address() as AddressInfo
  const { store } = t.cloud
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const ingest = store.ingest
  store.ingest = async (batch) => {
    await held
    return ingest(batch)
  }
  const first = t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }]))
  await expect.poll(() => t.cloud.intake.queued).toBe(1)
  const answer = await answerToHead(port, box.token)
  expect(answer).toMatch(/^HTTP\/1.1 503 /)
  expect(answer).toMatch(/\r\nretry-after: \d+\r\n/)
  expect(answer).toContain('"BUSY"')
  release()
  expect(await first).toMatchObject({ status: 200, body: { status: 'stored' } })
  const next = box.seal([{ body: reading('fridge-1', 'air-temperature', 5), wall: t.clock.now }])
  expect((await t.post(box, next)).status).toBe(200)
  await t.close()
})

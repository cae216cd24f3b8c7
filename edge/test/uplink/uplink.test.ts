import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { UplinkStatus } from '../../src/uplink/uplink.ts'
import { type Caller, SITE, startBox, startCloud } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Events = { events: { seq: number; type: string; data?: { n?: number } }[] }

const weigh = (box: Caller, n: number) =>
  box.send<{ seq: number }>('POST', '/api/records', { form: 'weighing', by: 'p-1', data: { n } })
const drained = (box: Caller) =>
  box.until<UplinkStatus, UplinkStatus>(
    '/api/uplink',
    (status) => status.state === 'online' && status.pendingBatches === 0 && status,
  )

async function enrolledBox(folder: string) {
  const cloud = await startCloud(folder)
  const { code } = await cloud.server.provision(SITE)
  const box = await startBox(folder, { uplink: ['--uplink.url', cloud.server.url, '--uplink.code', code] })
  await drained(box.box)
  return { ...cloud, ...box }
}

it('with the cloud gone the box records on, says so, and drains by itself when it is back: nothing lost', async () => {
  const folder = temporaryFolder('uplink')
  const { server, box } = await enrolledBox(folder)
  const port = Number(new URL(server.url).port)
  await server.stop()
  const seqs: number[] = []
  for (let n = 0; n < 20; n++) seqs.push((await weigh(box, n)).body.seq)
  await box.until<UplinkStatus, boolean>(
    '/api/uplink',
    ({ state, pendingBatches }) => state === 'offline' && pendingBatches > 0,
  )
  const again = await startCloud(folder, port)
  await drained(box)
  const { body } = await again.admin.get<Events>(`/v1/sites/${SITE.id}/events?types=record&limit=100`)
  // What is newest goes first: by arrival the two ends of a backlog may stand the other way round.
  expect(body.events.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(seqs)
})

it('a wrong enrolment code is refused with the cloud’s reason, and the box stays as it was', async () => {
  const folder = temporaryFolder('uplink')
  const { server } = await startCloud(folder)
  const { box } = await startBox(folder)
  const answer = await box.send('POST', '/api/uplink/enrolment', { url: server.url, code: 'WRONG-CODE' })
  expect(answer).toMatchObject({ status: 422, body: { code: 'ENROLMENT_REFUSED' } })
  expect((await box.get<UplinkStatus>('/api/uplink')).body.state).toBe('not-enrolled')
})

it('a cloned disk is found out: the second history is set aside, and the box tells', async () => {
  const folder = temporaryFolder('uplink')
  const { box, admin } = await enrolledBox(folder)
  const clone = temporaryFolder('clone')
  cpSync(join(folder, 'box'), join(clone, 'box'), { recursive: true })
  const { body } = await weigh(box, 1)
  await admin.until<Events, boolean>(`/v1/sites/${SITE.id}/events?types=record`, ({ events }) =>
    events.some(({ seq }) => seq === body.seq),
  )

  const { box: second } = await startBox(clone)
  await weigh(second, 2)
  const status = await second.until<UplinkStatus, UplinkStatus>('/api/uplink', (each) => each.quarantined > 0 && each)
  expect(status.quarantined).toBeGreaterThan(0)
  const { events } = await second.until<
    { entries: { type: string; event?: string; data?: { code: string } }[] },
    { events: { data?: { code: string } }[] }
  >('/api/entries?types=event&limit=1000', ({ entries }) => {
    const events = entries.filter(({ event }) => event === 'batch-refused')
    return events.length > 0 && { events }
  })
  expect(events[0]?.data?.code).toMatch(/^BATCH_(FORK|CHAIN)$/)
})

it('the box learns when someone watches its site, and when they leave', async () => {
  const { server, admin, box } = await enrolledBox(temporaryFolder('uplink'))
  const watching = new AbortController()
  const live = await fetch(`${server.url}/v1/sites/${SITE.id}/live`, {
    headers: admin.headers,
    signal: watching.signal,
  })
  expect(live.status).toBe(200)
  const status = await box.until<UplinkStatus, UplinkStatus>('/api/uplink', (each) => each.watched && each)
  expect(status.watched).toBe(true)
  watching.abort()
  await box.until<UplinkStatus, boolean>('/api/uplink', ({ watched }) => !watched)
})

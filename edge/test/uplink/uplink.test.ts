import { cpSync } from 'node:fs'
import { createServer, request as passOn } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
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

type Entries = { entries: { type: string; event?: string; data?: { code: string } }[] }
/** Shorter than what the cloud asks for. */
const AWAY_MS = 2_900
const BEATS = ['--uplink.heartbeatSeconds', '1']

/** Records until so many batches were acknowledged; resolves the newest. */
async function grownTo(box: Caller, batches: number): Promise<number> {
  for (let n = 0; ; n++) {
    await weigh(box, n)
    const { newestBatch, pendingBatches } = (await box.get<UplinkStatus>('/api/uplink')).body
    if (newestBatch >= batches && pendingBatches === 0) return newestBatch
    await sleep(200)
  }
}

type Refusal = { status: number; headers?: Record<string, string> }
/** Stands in front of a cloud: says no where `refuses` says so, and passes all else on. */
async function inFrontOf(cloud: string, refuses: (path: string | undefined) => Refusal | undefined) {
  const front = createServer((request, response) => {
    const no = refuses(request.url)
    if (no !== undefined) return void response.writeHead(no.status, no.headers).end('away')
    const onward = passOn(`${cloud}${request.url}`, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  front.on('error', () => {})
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const stop = () => {
    front.closeAllConnections()
    front.close()
  }
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, stop }
}

async function enrolledBox(folder: string) {
  const cloud = await startCloud(folder)
  const { code } = await cloud.server.provision(SITE)
  const box = await startBox(folder, {
    uplink: ['--uplink.url', cloud.server.url, '--uplink.code', code, ...BEATS],
  })
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

it('a cloud that asks to be left alone for a while is, and nothing is lost by that', async () => {
  const folder = temporaryFolder('uplink')
  const { server } = await startCloud(folder)
  const { code } = await server.provision(SITE)
  const asked: number[] = []
  const sinceFirst = (at: number) => at - (asked[0] ?? at)
  const front = await inFrontOf(server.url, (path) => {
    if (path !== '/v1/batches') return undefined
    asked.push(performance.now())
    const isEarly = sinceFirst(performance.now()) < AWAY_MS
    return isEarly ? { status: 503, headers: { 'retry-after': '3' } } : undefined
  })
  try {
    const { box } = await startBox(folder, { uplink: ['--uplink.url', front.url, '--uplink.code', code] })
    await drained(box)
    // One try of the newest batch, and perhaps one of the oldest: by itself the box would have tried each three times.
    expect(asked.filter((at) => sinceFirst(at) < AWAY_MS).length).toBeLessThanOrEqual(2)
  } finally {
    front.stop()
  }
})

it('a box that enrols by itself tries again where the cloud cannot enrol just now, and ends where it is refused', async () => {
  const folder = temporaryFolder('uplink')
  const { server } = await startCloud(folder)
  const { code } = await server.provision(SITE)
  const statuses = [503, 429]
  const front = await inFrontOf(server.url, (path) => {
    const status = path === '/v1/enrolments' ? statuses.shift() : undefined
    return status === undefined ? undefined : { status }
  })
  try {
    const { box } = await startBox(folder, { uplink: ['--uplink.url', front.url, '--uplink.code', code] })
    await drained(box)
    expect(statuses).toEqual([])
    const used = await startBox(temporaryFolder('uplink'), {
      uplink: ['--uplink.url', server.url, '--uplink.code', code],
    })
    await expect.poll(async () => (await fetch(`${used.box.url}/metrics`)).text()).toContain('ENROLMENT_REFUSED')
  } finally {
    front.stop()
  }
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
  const { events } = await second.until<Entries, { events: { data?: { code: string } }[] }>(
    '/api/entries?types=event&limit=1000',
    ({ entries }) => {
      const events = entries.filter(({ event }) => event === 'batch-refused')
      return events.length > 0 && { events }
    },
  )
  expect(events[0]?.data?.code).toMatch(/^BATCH_(FORK|CHAIN)$/)
})

type Boxes = { boxes: { missing: unknown[]; explained: { first: number; last: number }[]; held: [number, number][] }[] }
const boxesOf = `/v1/sites/${SITE.id}/boxes`

/** Takes rows out of a SQLite file behind the back of whoever has it open. */
function inFile(file: string, ...statements: string[]): void {
  const db = new Database(file)
  for (const statement of statements) db.prepare(statement).run()
  db.close()
}

it('[P1] batches taken out of the cloud’s file go out again by themselves; what the box has no more it explains', async () => {
  const folder = temporaryFolder('uplink')
  const { admin, box } = await enrolledBox(folder)
  const newestBatch = await grownTo(box, 3)
  inFile(join(folder, 'box', 'ledger.db'), `DELETE FROM batch WHERE n = ${newestBatch - 1}`)
  inFile(join(folder, 'cloud', 'store', 'cloud.db'), `DELETE FROM batch WHERE n >= ${newestBatch - 1}`)
  const row = await admin.until<Boxes, Boxes['boxes'][number]>(
    boxesOf,
    ({ boxes: [row] }) => row !== undefined && row.explained.length > 0 && row.missing.length === 0 && row,
  )
  expect(row.explained).toMatchObject([{ first: newestBatch - 1, last: newestBatch - 1 }])
  expect(row.held.some(([first, last]) => first <= newestBatch && newestBatch <= last)).toBe(true)
}, 90_000)

it('[P1] an older disk put back is told to the people of the box: its ledger contradicts what it had signed', async () => {
  const folder = temporaryFolder('uplink')
  const { gateway, admin, box } = await enrolledBox(folder)
  const backup = temporaryFolder('backup')
  cpSync(join(folder, 'box'), join(backup, 'box'), { recursive: true })
  const { body } = await box.get<UplinkStatus>('/api/uplink')
  const newestBatch = await grownTo(box, body.newestBatch + 2)
  await admin.until<{ boxes: { heartbeat: { newest: number } | null }[] }, boolean>(
    boxesOf,
    ({ boxes }) => (boxes[0]?.heartbeat?.newest ?? 0) >= newestBatch,
  )
  await gateway.stop()
  const { box: older } = await startBox(backup, { uplink: BEATS })
  await older.until<Entries, boolean>('/api/entries?types=event&limit=1000', ({ entries }) =>
    entries.some(({ event }) => event === 'ledger-contradicted'),
  )
}, 90_000)

it('[P1] a box takes a new key by a code, though the cloud goes away midway; a copy of its disk is then locked out', async () => {
  const folder = temporaryFolder('uplink')
  const { gateway, server, box } = await enrolledBox(folder)
  const clone = temporaryFolder('clone')
  cpSync(join(folder, 'box'), join(clone, 'box'), { recursive: true })
  const { id, kid } = gateway.box.identity
  const { code } = await server.provision(SITE)
  const port = Number(new URL(server.url).port)
  await server.stop()
  const changing = box.send('POST', '/api/uplink/key', { code })
  await weigh(box, 1)
  const again = await startCloud(folder, port)
  expect(await changing).toMatchObject({ status: 200 })
  expect(gateway.box.identity.id).toBe(id)
  expect(gateway.box.identity.kid).not.toEqual(kid)
  await weigh(box, 2)
  await drained(box)
  const { body } = await again.admin.get<{ keys: { to: number | null }[] }>(`${boxesOf}/${id}/keys`)
  expect(body.keys).toHaveLength(2)

  const { box: second } = await startBox(clone)
  await weigh(second, 3)
  const status = await second.until<UplinkStatus, UplinkStatus>(
    '/api/uplink',
    (each) => each.pendingBatches > 0 && each.reason === 'BATCH_UNKNOWN_BOX' && each,
  )
  expect(status.state).not.toBe('online')
}, 120_000)

it('a wrong code leaves the box the key it has', async () => {
  const { gateway, box } = await enrolledBox(temporaryFolder('uplink'))
  const { kid } = gateway.box.identity
  expect(await box.send('POST', '/api/uplink/key', { code: 'WRONG-CODE' })).toMatchObject({
    status: 403,
    body: { code: 'ENROLMENT_CODE' },
  })
  expect(gateway.box.identity.kid).toEqual(kid)
  await weigh(box, 1)
  await drained(box)
}, 60_000)

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

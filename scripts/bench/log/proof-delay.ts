import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Acknowledgement, LogNews } from '@zaojun/core'
import { CloudProcess } from '../../../cloud/test/harness/cloud-process.ts'
import { DURABLE_SETTINGS, PostgresServer, postgresPrograms } from '../../../cloud/test/harness/postgres-server.ts'
import { reading, TestBox } from '../../../cloud/test/harness/test-box.ts'
import { median, percentile, printFigure } from '../figure.ts'

/** Sealing once a minute, three thousand boxes send so much. */
const BOXES = 50
const BATCH_EVERY_MS = 1_000
const READINGS = 60
const RUN_MS = 40_000
/** Some of them ask all the time, and how often: the figure is no finer than this. */
const ASKING = 4
const ASK_EVERY_MS = 25
/** Others ask beside each batch, and send them so often. */
const BESIDE = 4
const BESIDE_EVERY_MS = 100
const SITE = 'bench'
const START = Date.UTC(2027, 2, 1, 8)
/** What it was built for, and what is to hold. */
const HELD_MS = 2_000

type Delays = { asked: number[]; beside: number[] }

/** From the acknowledgement of a batch to its proof, as boxes ask for it, under ordinary load, on both engines. */
export async function proofDelay(): Promise<void> {
  await measure('sqlite')
  if (postgresPrograms() === undefined) {
    console.error('bench: log: no PostgreSQL here: time to the proof not measured on it')
    return
  }
  const server = await PostgresServer.start(DURABLE_SETTINGS)
  try {
    await measure('postgres', server.url(server.createDatabase()))
  } finally {
    await server.remove()
  }
}

async function measure(engine: string, storeUrl?: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-proof-delay-'))
  const cloud = await CloudProcess.start(folder, storeUrl)
  try {
    const boxes = Array.from({ length: BOXES + ASKING + BESIDE }, () => new TestBox())
    await cloud.enrol(SITE, boxes)
    // A log that has nothing yet has no checkpoint to prove anything under.
    await post(cloud, boxes.at(-1) as TestBox, 0)
    while ((await cloud.json<{ size: number }>('/v1/log')).size === 0) await sleep(ASK_EVERY_MS)
    const until = performance.now() + RUN_MS
    const delays: Delays = { asked: [], beside: [] }
    await Promise.all(
      boxes.map((box, at) => {
        if (at < ASKING) return asking(cloud, box, until, delays.asked)
        return at < ASKING + BESIDE ? besideBatches(cloud, box, until, delays.beside) : sending(cloud, box, at, until)
      }),
    )
    const [load = 0] = loadavg()
    const note = `${BOXES} boxes with ${READINGS} readings every ${BATCH_EVERY_MS} ms beside it, load of the machine ${load.toFixed(1)}`
    tell(`log.proof-asked-${engine}`, delays.asked, `GET /v1/proof every ${ASK_EVERY_MS} ms; ${note}`)
    tell(`log.proof-beside-${engine}`, delays.beside, `beside an acknowledgement every ${BESIDE_EVERY_MS} ms; ${note}`)
  } finally {
    await cloud.end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}

function tell(name: string, samples: number[], note: string): void {
  const most = Math.max(...samples)
  printFigure({ name: `${name}-p50`, value: median(samples), unit: 'ms', note: `${samples.length} batches, ${note}` })
  printFigure({ name: `${name}-p99`, value: percentile(samples, 99), unit: 'ms' })
  printFigure({ name: `${name}-max`, value: most, unit: 'ms', baseline: HELD_MS, ratio: most / HELD_MS })
}

async function post(cloud: CloudProcess, box: TestBox, n: number, question?: { n: number }): Promise<Acknowledgement> {
  const wall = START + n * BATCH_EVERY_MS
  const entries = Array.from({ length: READINGS }, (_, i) => ({
    body: reading('fridge-1', 'air-temperature', n + i / READINGS),
    wall: wall + i,
  }))
  const headers = {
    authorization: `Bearer ${box.token}`,
    'content-type': 'application/cose',
    ...(question === undefined ? {} : { 'zaojun-proof': JSON.stringify(question) }),
  }
  const body = new Uint8Array(box.seal(entries).envelope)
  return cloud.json<Acknowledgement>('/v1/batches', { method: 'POST', headers, body })
}

/** The ordinary load, spread over the second. */
async function sending(cloud: CloudProcess, box: TestBox, at: number, until: number): Promise<void> {
  await sleep((at / BOXES) * BATCH_EVERY_MS)
  for (let n = 1; performance.now() < until; n++) {
    const next = performance.now() + BATCH_EVERY_MS
    await post(cloud, box, n)
    await sleep(Math.max(0, next - performance.now()))
  }
}

async function asking(cloud: CloudProcess, box: TestBox, until: number, delays: number[]): Promise<void> {
  const headers = { authorization: `Bearer ${box.token}` }
  for (let n = 1; performance.now() < until; n++) {
    await post(cloud, box, n)
    const acknowledged = performance.now()
    while ((await cloud.json<LogNews>(`/v1/proof?n=${n}`, { headers })).batch === null) await sleep(ASK_EVERY_MS)
    delays.push(performance.now() - acknowledged)
    // Whatever the log's own beat is, the next one does not keep step with it.
    await sleep(Math.random() * BATCH_EVERY_MS)
  }
}

async function besideBatches(cloud: CloudProcess, box: TestBox, until: number, delays: number[]): Promise<void> {
  const owed: { n: number; acknowledged: number }[] = []
  for (let n = 1; performance.now() < until; n++) {
    const next = performance.now() + BESIDE_EVERY_MS
    const oldest = owed[0]
    const { news } = await post(cloud, box, n, oldest && { n: oldest.n })
    if (oldest !== undefined && news?.batch?.n === oldest.n) {
      delays.push(performance.now() - oldest.acknowledged)
      // One of many is enough: what came meanwhile would count the wait for its turn.
      owed.length = 0
    }
    if (owed.length === 0) owed.push({ n, acknowledged: performance.now() })
    await sleep(Math.max(0, next - performance.now()))
  }
}

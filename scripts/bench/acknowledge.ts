import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { databaseFile } from '../../cloud/src/store/sqlite/database.ts'
import { CloudProcess } from '../../cloud/test/harness/cloud-process.ts'
import { DURABLE_SETTINGS, PostgresServer } from '../../cloud/test/harness/postgres-server.ts'
import { reading, TestBox } from '../../cloud/test/harness/test-box.ts'
import { percentile, printFigure } from './figure.ts'
import { ENGINES, type Engine } from './history/bench-store.ts'
import { send } from './ingest/drive.ts'

const SITE = 'kitchen'
const [SECOND_MS, HOUR_MS, DAY_MS] = [1_000, 3_600_000, 86_400_000]
const HOURS = 30 * 24
const SERIES = 100
/** Numbers of the series that are added behind the store's back. */
const FIRST = 1001
const BATCHES = 15
const READINGS = 4_000
/** As boxes send: small batches, one after another. */
const SENT = 50
const EVERY_MS = 40
const CLIENTS = 8

/**
 * How long boxes wait for the acknowledgement of a batch of 50 readings while clients ask, without a pause, for the
 * hours of a site's month (72,000), for 50,000 readings of a series, or for all of them as rows. Baseline: the same,
 * nobody asking, in the same run. The cloud is a process of its own. `--engine sqlite|postgres` (both), `--seconds 12`
 */
export default async function acknowledge(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { engine: { type: 'string' }, seconds: { type: 'string', default: '12' } },
  })
  for (const engine of ENGINES)
    if ((values.engine ?? engine) === engine) await onEngine(engine, Number(values.seconds) * SECOND_MS)
}

async function onEngine(engine: Engine, forMs: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-bench-'))
  const server = engine === 'postgres' ? await PostgresServer.start(DURABLE_SETTINGS) : undefined
  const database = server?.createDatabase() ?? ''
  const url = server?.url(database)
  try {
    const box = await fill(folder, url, (statements) => {
      if (server !== undefined) server.sql(database, statements)
      else new Database(databaseFile(join(folder, 'store'))).exec(statements).close()
    })
    const cloud = await CloudProcess.start(folder, url)
    await measure(engine, cloud, box, forMs)
    await cloud.end('SIGTERM')
  } finally {
    await server?.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A site whose month is rolled up, as rows, and a series of some hours in readings, as batches. */
async function fill(folder: string, url: string | undefined, run: (statements: string) => void): Promise<Sender> {
  const cloud = await CloudProcess.start(folder, url)
  const box = new TestBox()
  await cloud.enrol(SITE, [box])
  const sender = new Sender(cloud.url, box)
  for (let n = 0; n < BATCHES; n++) await sender.post(READINGS)
  await cloud.end('SIGTERM')
  const numbers = (name: string, from: number, count: number) =>
    url === undefined
      ? `(WITH RECURSIVE each (no) AS (SELECT ${from} UNION ALL SELECT no + 1 FROM each WHERE no < ${from + count - 1})
          SELECT no FROM each) AS ${name}`
      : `generate_series(${from}, ${from + count - 1}) AS ${name} (no)`
  run(
    `INSERT INTO series (site, no, device, point)
       SELECT 1, no, 'fridge-' || no, 'air-temperature' FROM ${numbers('series', FIRST, SERIES)};
     INSERT INTO rollup_hour (site, series, hour, n, min, max, integral, good, other)
       SELECT 1, series.no, hour.no, 14, 1.5 + (hour.no * 31 + series.no) % 7 / 10.0, 3 + (hour.no + series.no) % 9 / 10.0,
         9000.1 + (hour.no * 31 + series.no) % 1009 / 13.0, 3600, 0
       FROM ${numbers('hour', START / HOUR_MS - HOURS, HOURS)} CROSS JOIN ${numbers('series', FIRST, SERIES)}`,
  )
  return sender
}

const START = Date.UTC(2027, 2, 31)

/** One box that sends to whatever address the cloud has now. */
class Sender {
  url: string
  private readonly box: TestBox
  private sent = 0

  constructor(url: string, box: TestBox) {
    this.url = url
    this.box = box
  }

  post(count: number): Promise<string> {
    const { box, sent } = this
    this.sent += count
    const entries = Array.from({ length: count }, (_, i) => ({
      body: reading('fridge', 'air-temperature', (sent + i) / 10),
      wall: START + (sent + i) * SECOND_MS,
    }))
    const headers = { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose' }
    return send({ url: `${this.url}/v1/batches`, body: box.seal(entries).envelope, headers })
  }
}

async function measure(engine: Engine, cloud: CloudProcess, sender: Sender, forMs: number): Promise<void> {
  sender.url = cloud.url
  const authorization = `Bearer ${await cloud.login()}`
  const asked = {
    'site-month-hourly': `rollups?from=${START - HOURS * HOUR_MS}&to=${START}`,
    'series-raw': `series?device=fridge&point=air-temperature&from=${START}&to=${START + DAY_MS}&resolution=raw`,
    'all-as-rows': `readings?from=${START - 30 * DAY_MS}&to=${START + DAY_MS}`,
  }
  await acknowledgements(sender, forMs / 4)
  const alone = await acknowledgements(sender, forMs)
  for (const p of [50, 99])
    printFigure({ name: `acknowledge-${engine}.alone-p${p}`, value: percentile(alone, p), unit: 'ms' })
  for (const [name, path] of Object.entries(asked)) {
    const clients = new Clients(`${cloud.url}/v1/sites/${SITE}/${path}`, authorization)
    clients.start()
    await acknowledgements(sender, forMs / 4)
    const [answered, since] = [clients.answered, performance.now()]
    const beside = await acknowledgements(sender, forMs)
    const perSecond = ((clients.answered - answered) * SECOND_MS) / (performance.now() - since)
    await clients.stop()
    for (const p of [50, 99]) {
      const [value, baseline] = [percentile(beside, p), percentile(alone, p)]
      const note = `${beside.length} batches; ${CLIENTS} clients, ${perSecond.toFixed(1)} answers/s`
      printFigure({
        name: `acknowledge-${engine}.${name}-p${p}`,
        value,
        unit: 'ms',
        baseline,
        ratio: value / baseline,
        note,
      })
    }
    printFigure({ name: `acknowledge-${engine}.${name}-answers`, value: perSecond, unit: 'answers/s' })
  }
}

/** Of batches sent for that long, one at a time, how long each waited, ms. */
async function acknowledgements(sender: Sender, forMs: number): Promise<number[]> {
  const waited: number[] = []
  for (const end = performance.now() + forMs; performance.now() < end; ) {
    const started = performance.now()
    await sender.post(SENT)
    waited.push(performance.now() - started)
    await sleep(EVERY_MS)
  }
  return waited
}

/** Each asks again as soon as it has its answer. */
class Clients {
  answered = 0
  private stopping = false
  private readonly url: string
  private readonly authorization: string
  private readonly agent = new Agent({ keepAlive: true })
  private running: Promise<void>[] = []

  constructor(url: string, authorization: string) {
    this.url = url
    this.authorization = authorization
  }

  start(): void {
    this.running = Array.from({ length: CLIENTS }, async () => {
      while (!this.stopping) {
        const status = await this.ask()
        if (status === 200) this.answered++
      }
    })
  }

  async stop(): Promise<void> {
    this.stopping = true
    await Promise.all(this.running)
    this.agent.destroy()
  }

  private ask(): Promise<number | undefined> {
    const { url, agent, authorization } = this
    return new Promise((resolve, reject) => {
      const asked = get(url, { agent, headers: { authorization } }, (answer) => {
        answer.resume()
        answer.on('error', reject)
        answer.on('end', () => resolve(answer.statusCode))
      })
      asked.on('error', reject)
    })
  }
}

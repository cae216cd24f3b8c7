import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseAddCheckpoint, parseVerifierKey } from '@zaojun/core/proof/index'
import { rawKeyOf } from '../../src/keys.ts'
import { sha256 } from '../../src/merkle-log/sha256.ts'
import type { Series } from '../../src/routes/series/schema.ts'
import { checkStore } from '../../src/verify/check-store.ts'
import type { Finding } from '../../src/verify/finding.ts'
import { witnessServer } from '../../src/witness/server.ts'
import { Witness } from '../../src/witness/witness.ts'
import { CloudProcess, type Step } from './cloud-process.ts'
import { LogObserver, unprovenOf } from './log-observer.ts'
import { reading, type Sealed, TestBox } from './test-box.ts'

const SITE = 'crash'
const BOXES = 4
/** Batches each box has under way at once, so that commits hold several. */
const IN_FLIGHT = 3
const READINGS = 12
/** From the first acknowledgement of a life on: how soon that comes is the machine's affair. */
const LONGEST_LIFE_MS = 500
const START = Date.UTC(2027, 2, 1, 8)
const STEP_MS = 10
const WITNESSED_WITHIN_MS = 60_000
/** Under load each step of the sequencer comes far more often. */
const STEP_WITHIN_MS = 60_000
/** Many checkpoints in a short life. */
const OFTEN = ['--proof.sequenceMs', '100']

export type CrashOutcome = {
  kills: number
  /** Kills at the very step of the sequencer that was asked for. */
  atSteps: number
  /** Kills while batches were between request and answer. */
  midCommit: number
  acknowledged: number
  lost: number
  duplicated: number
  reordered: number
  /** Acknowledged batches that the log cannot show. */
  unproven: number
  /** Checkpoints that anybody outside was ever shown, and how many of them the log of the end does not begin with. */
  checkpointsSeen: number
  inconsistent: number
  /** Whether a witness, asked throughout, has cosigned all of the log and found no other history. */
  witnessed: boolean
  /** What `zaojun verify --store` finds after each kill, before the next start, and in the end. */
  findings: Finding[]
}

/** A box that sends and sends again what was not acknowledged. Values follow from seqs, so that any loss shows. */
class Sender {
  readonly box = new TestBox()
  readonly acknowledged: Sealed[] = []
  private readonly unsent: Sealed[] = []
  private sealed = 0
  underWay = 0
  private readonly index: number

  constructor(index: number) {
    this.index = index
  }

  get device(): string {
    return `probe-${this.index}`
  }

  private next(): Sealed {
    const first = this.unsent.shift()
    if (first !== undefined) return first
    const from = this.sealed + 1
    this.sealed += READINGS
    return this.box.seal(
      Array.from({ length: READINGS }, (_, i) => ({
        body: reading(this.device, 'core-temperature', from + i + 0.5),
        wall: START + (from + i) * STEP_MS,
      })),
    )
  }

  /** Sends while `going`, or until the connection breaks. */
  async run(cloud: CloudProcess, going: () => boolean, onAcknowledged: () => void): Promise<void> {
    while (going()) {
      const batch = this.next()
      this.underWay += 1
      try {
        await cloud.json('/v1/batches', {
          method: 'POST',
          headers: { authorization: `Bearer ${this.box.token}`, 'content-type': 'application/cose' },
          body: new Uint8Array(batch.envelope),
        })
        this.acknowledged.push(batch)
        onAcknowledged()
      } catch (error) {
        this.unsent.push(batch)
        // A refusal is a finding; a broken connection is what this is about.
        if (error instanceof TypeError) return
        throw error
      } finally {
        this.underWay -= 1
      }
    }
  }
}

type CrashRun = {
  /** At random moments, before those at `steps`. */
  kills: number
  random(): number
  storeUrl?: string | undefined
  /** The sequencer is killed at each of these. */
  steps?: Step[]
  /** Another aggregator over the same store, which is never killed. */
  beside?: boolean
  /** After each kill: has whoever leads next not wait until the dead one's lease has run out. */
  onKilled?(): void
}

/**
 * kill −9 of the real cloud at random moments under load, then what it holds against what it acknowledged, and against what
 * it had shown. With none lost in n kills, a kill loses something with a probability below 3/n (95 %): 60 kills bound it
 * at 5 %.
 */
export async function crashRun({ storeUrl, steps = [], beside, ...run }: CrashRun): Promise<CrashOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-crash-'))
  const [own, others] = [join(folder, 'one'), join(folder, 'two')]
  const senders = Array.from({ length: BOXES }, (_, index) => new Sender(index + 1))
  const moments = [...Array<undefined>(run.kills), ...steps]
  const start = (step?: Step) => CloudProcess.start(own, storeUrl, OFTEN, step)
  const observer = new LogObserver()
  let cloud = await start(moments[0])
  let other: CloudProcess | undefined
  let [midCommit, atSteps] = [0, 0]
  try {
    await cloud.enrol(
      SITE,
      senders.map(({ box }) => box),
    )
    const { key } = await cloud.json<LogState>('/v1/log')
    const witness = await watchedBy(folder, own, key, observer)
    if (beside) {
      await cp(join(own, 'keys'), join(others, 'keys'), { recursive: true })
      other = await CloudProcess.start(others, storeUrl, OFTEN)
      void observer.poll(other)
    }
    const findings: Finding[] = []
    const check = async () =>
      findings.push(...(await checkStore({ data: own, url: storeUrl, logKeys: [key] })).findings)
    for (const [at, step] of moments.entries()) {
      let going = true
      const acknowledging = Promise.withResolvers<void>()
      const life = (sender: Sender) => sender.run(cloud, () => going, acknowledging.resolve)
      const lives = senders.flatMap((sender) => Array.from({ length: IN_FLIGHT }, () => life(sender)))
      const ended = Promise.all([...lives, observer.poll(cloud)])
      await Promise.race([acknowledging.promise, ended])
      await sleep(run.random() * LONGEST_LIFE_MS)
      if (step !== undefined && (await cloud.endsAtStep(STEP_WITHIN_MS))) atSteps += 1
      going = false
      if (senders.some(({ underWay }) => underWay > 0)) midCommit += 1
      await cloud.end('SIGKILL')
      await ended
      // Another aggregator goes on meanwhile: its files are not these.
      if (!beside) await check()
      run.onKilled?.()
      cloud = await start(moments[at + 1])
    }
    await other?.end('SIGTERM')
    const held = await compare(cloud, senders)
    const witnessed = await allWitnessed(cloud)
    let unproven = 0
    for (const { box, acknowledged } of senders) unproven += await unprovenOf(cloud, box, acknowledged, key)
    await cloud.end('SIGTERM')
    await witness.stop()
    await check()
    const seen = await observer.judge(join(own, 'log', '1'), key)
    return { kills: moments.length, atSteps, midCommit, ...held, unproven, ...seen, witnessed, findings }
  } finally {
    await cloud.end('SIGKILL').catch(() => {})
    await other?.end('SIGKILL').catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
}

type LogState = { key: string; size: number; witnesses: { seen: number; fault: string | null }[] }

/** A witness on a real port, which shows what it is asked to sign; the cloud asks it from its next start on. */
async function watchedBy(
  folder: string,
  cloud: string,
  logKey: string,
  observer: LogObserver,
): Promise<{ stop(): Promise<void> }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const witness = new Witness({
    folder: join(folder, 'witness'),
    name: 'witness.test/w',
    publicKey: rawKeyOf(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    logs: [await parseVerifierKey(sha256, logKey)],
    now: Date.now,
  })
  const add = witness.add.bind(witness)
  witness.add = (body) => {
    observer.saw(parseAddCheckpoint(body).note)
    return add(body)
  }
  const server = witnessServer(witness, () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const settings = JSON.stringify({ proof: { witnesses: [{ url, key: await witness.key() }] } })
  await writeFile(join(cloud, 'cloud.yaml'), settings)
  return {
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function allWitnessed(cloud: CloudProcess): Promise<boolean> {
  const until = Date.now() + WITNESSED_WITHIN_MS
  while (Date.now() < until) {
    const { size, witnesses } = await cloud.json<LogState>('/v1/log')
    if (witnesses.length > 0 && witnesses.every(({ seen, fault }) => fault === null && seen === size)) return true
    await sleep(200)
  }
  return false
}

async function compare(
  cloud: CloudProcess,
  senders: Sender[],
): Promise<Pick<CrashOutcome, 'acknowledged' | 'lost' | 'duplicated' | 'reordered'>> {
  const headers = { authorization: `Bearer ${await cloud.login()}` }
  const outcome = { acknowledged: 0, lost: 0, duplicated: 0, reordered: 0 }
  for (const { device, acknowledged } of senders) {
    outcome.acknowledged += acknowledged.length
    if (acknowledged.length === 0) continue
    const end = START + (Math.max(...acknowledged.map(({ to }) => to)) + 1) * STEP_MS
    const query = `device=${device}&point=core-temperature&from=${START}&to=${end}&resolution=raw`
    const { s = [], v, truncated } = await cloud.json<Series>(`/v1/sites/${SITE}/series?${query}`, { headers })
    if (truncated) throw new Error('more readings than one answer holds')
    const held = new Map(s.map((seq, index) => [seq, v[index]]))
    const whole = ({ from, to }: Sealed) => {
      for (let seq = from; seq <= to; seq++) if (held.get(seq) !== seq + 0.5) return false
      return true
    }
    outcome.lost += acknowledged.filter((batch) => !whole(batch)).length
    outcome.duplicated += s.length - held.size
    outcome.reordered += s.filter((seq, index) => index > 0 && seq < (s[index - 1] ?? 0)).length
  }
  return outcome
}

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry } from '@zaojun/core'
import { freePort } from '../free-port.ts'
import { startGatewayProcess } from '../gateway-process.ts'
import { largePlan } from '../simulator/plan.ts'
import { Simulator } from '../simulator/simulator.ts'

const PASSWORD = 'crash-bench-password'
const DEVICES = 20
const POLLS_A_SECOND = 5
const WRITERS = 4
const LONGEST_LIFE_MS = 1_500

export type CrashFigures = {
  kills: number
  midCommit: number
  reported: number
  lost: number
  duplicated: number
  reordered: number
}
/** What the API reported as recorded: an entry of the stream, or the seq answered to a record. */
type Reported = { seq: number; mark: string }

/**
 * kill -9 of the real gateway at random moments while a simulated kitchen is read and records are written.
 * Whatever the API had reported as recorded must be found afterwards, once, under its seq.
 */
export async function crashEdge(kills: number): Promise<CrashFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-crash-'))
  const simulator = new Simulator({ plan: largePlan(DEVICES, POLLS_A_SECOND) })
  const reported: Reported[] = []
  let midCommit = 0
  let marks = 0
  const nextMark = () => `r-${++marks}`
  try {
    await simulator.start()
    const kitchen = join(folder, 'kitchen.json')
    writeFileSync(kitchen, JSON.stringify(simulator.kitchen()))
    const port = await freePort()
    const start = () => startGateway(folder, kitchen, port)
    for (let kill = 0; kill < kills; kill++) {
      const gateway = await start()
      const load = new Load(`http://127.0.0.1:${port}`, nextMark, reported)
      await load.start()
      await sleep(Math.random() * LONGEST_LIFE_MS)
      if (load.underWay > 0) midCommit++
      gateway.kill('SIGKILL')
      await Promise.all([once(gateway, 'exit'), load.stop()])
    }
    const gateway = await start()
    const entries = await allEntries(`http://127.0.0.1:${port}`)
    gateway.kill('SIGTERM')
    await once(gateway, 'exit')
    return { kills, midCommit, ...compare(reported, entries) }
  } finally {
    await simulator.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function startGateway(folder: string, kitchen: string, port: number): Promise<ChildProcess> {
  const place = ['--data', join(folder, 'box'), '--http.port', String(port), '--kitchen', kitchen]
  const tuning = ['--ledger.groupCommitMs', '5', '--ledger.reserveMiB', '0', '--ledger.sealSeconds', '1']
  return startGatewayProcess([...place, ...tuning, '--login.password', PASSWORD])
}

/** Records written one after another by several writers, and every entry the stream reports. */
class Load {
  underWay = 0
  private readonly url: string
  private readonly nextMark: () => string
  private readonly reported: Reported[]
  private readonly ending = new AbortController()
  private work: Promise<unknown> = Promise.resolve()

  constructor(url: string, nextMark: () => string, reported: Reported[]) {
    this.url = url
    this.nextMark = nextMark
    this.reported = reported
  }

  async start(): Promise<void> {
    const answer = await fetch(`${this.url}/api/login`, this.post({ password: PASSWORD }))
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const writers = Array.from({ length: WRITERS }, () => this.write(cookie))
    this.work = Promise.allSettled([this.listen(), ...writers])
  }

  async stop(): Promise<void> {
    this.ending.abort()
    await this.work
  }

  private post(body: unknown, headers: Record<string, string> = {}): RequestInit {
    return {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: this.ending.signal,
    }
  }

  private async write(cookie: string): Promise<void> {
    while (!this.ending.signal.aborted) {
      const mark = this.nextMark()
      this.underWay++
      const body = { form: 'weighing', by: 'p-1', data: { mark } }
      const answer = await fetch(`${this.url}/api/records`, this.post(body, { cookie }))
      const { seq } = (await answer.json()) as { seq: number }
      this.underWay--
      this.reported.push({ seq, mark })
    }
  }

  private async listen(): Promise<void> {
    const answer = await fetch(`${this.url}/api/stream`, { signal: this.ending.signal })
    let text = ''
    const decoder = new TextDecoder()
    for await (const bytes of (answer.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true })
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        if (!event.startsWith('event: entries\ndata: ')) continue
        const entries = JSON.parse(event.slice('event: entries\ndata: '.length)) as Entry[]
        for (const entry of entries) this.reported.push({ seq: entry.seq, mark: markOf(entry) })
      }
    }
  }
}

const markOf = (entry: Entry): string => {
  if (entry.type === 'record') return String(entry.data.mark)
  return entry.type === 'reading'
    ? `${entry.device}/${entry.point}/${entry.mono}/${entry.value}`
    : `${entry.type}/${entry.mono}`
}

async function allEntries(url: string): Promise<Entry[]> {
  const all: Entry[] = []
  let after: number | null = 0
  while (after !== null) {
    const answer = await fetch(`${url}/api/entries?after=${after}&limit=5000`)
    const page = (await answer.json()) as { entries: Entry[]; next: number | null }
    all.push(...page.entries)
    after = page.next
  }
  return all
}

function compare(reported: Reported[], entries: Entry[]): Omit<CrashFigures, 'kills' | 'midCommit'> {
  const bySeq = new Map(entries.map((entry) => [entry.seq, markOf(entry)]))
  const records = entries.filter(({ type }) => type === 'record').map(markOf)
  return {
    reported: reported.length,
    lost: reported.filter(({ seq, mark }) => bySeq.get(seq) !== mark).length,
    duplicated: records.length - new Set(records).size + (entries.length - bySeq.size),
    reordered: entries.filter(({ seq }, index) => seq !== index + 1).length,
  }
}

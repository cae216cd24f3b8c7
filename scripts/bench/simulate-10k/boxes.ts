import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from '../figure.ts'
import { seeded } from '../ingest/batches.ts'
/** Some of the boxes, in a process of their own: `boxes.ts URL COUNT SEED`. What it is told and says: `messages.ts`. */
import type { FromBoxes, Look, ToBoxes } from './messages.ts'
import { type Sent, SimulatedBox } from './simulated-box.ts'

const [url = '', count = '100', seed = '1'] = process.argv.slice(2)
const TICK_MS = 20
const MINUTE_MS = 60_000
/** What is not taken by then stays with the boxes, which loses nothing. */
const DRAIN_MS = 60_000
const random = seeded(Number(seed))

let online = true
let going = false
let sent: Sent[] = []
let refused: Record<string, number> = {}
const surroundings = {
  url,
  random,
  isOnline: () => online,
  onSent: (each: Sent) => sent.push(each),
  onRefused: (outcome: string) => {
    refused[outcome] = (refused[outcome] ?? 0) + 1
  },
}
// The first minute's readings were taken before the start: nothing comes from the future.
const start = Date.now() - MINUTE_MS
const boxes = Array.from({ length: Number(count) }, () => new SimulatedBox(surroundings, start))
const say = (message: FromBoxes) => process.send?.(message)

/** Each box has its own second of the minute. */
async function live(): Promise<void> {
  const began = performance.now()
  let done = 0
  while (going) {
    const due = Math.floor(((performance.now() - began) / MINUTE_MS) * boxes.length)
    for (; done < due; done++) boxes[done % boxes.length]?.seal()
    await sleep(TICK_MS)
  }
}

const backlog = () => boxes.reduce((sum, box) => sum + box.backlog, 0)

function look(): Look {
  const latencies = (of: Sent[]) => of.map(({ ms }) => ms)
  const liveOnes = sent.filter((each) => each.live)
  const seen = {
    sent: sent.length,
    live: [50, 99].map((p) => percentile(latencies(liveOnes), p)) as [number, number],
    all: [50, 99].map((p) => percentile(latencies(sent), p)) as [number, number],
    backlog: backlog(),
    refused,
  }
  sent = []
  refused = {}
  return seen
}

process.on('message', async (message: ToBoxes) => {
  if (message.do === 'tokens')
    message.tokens.forEach((token, index) => {
      const of = boxes[index]
      if (of !== undefined) of.box.token = token
    })
  if (message.do === 'go') {
    going = true
    void live()
  }
  if (message.do === 'offline') online = false
  if (message.do === 'online') online = true
  if (message.do === 'look') say({ say: 'look', look: look() })
  if (message.do === 'finish') {
    going = false
    for (const end = Date.now() + DRAIN_MS; backlog() > 0 && Date.now() < end; ) await sleep(TICK_MS)
    say({
      say: 'held',
      backlog: backlog(),
      boxes: boxes.map(({ box, acknowledged }) => ({ id: box.id, acknowledged })),
    })
  }
  if (message.do === 'end') process.exit(0)
})
say({ say: 'ready', boxes: boxes.map(({ box }) => ({ id: box.id, key: Buffer.from(box.raw).toString('base64') })) })

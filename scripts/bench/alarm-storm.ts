import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadEdgeConfig } from '../../edge/src/config.ts'
import { Gateway } from '../../edge/src/gateway/gateway.ts'
import { printFigure } from './figure.ts'
import { furnish } from './furnish.ts'

const POINTS = 1_000
const POINT = 'cable-break'
/** A contact's own rule, which waits for nothing. */
const RULE = `floor-water.${POINT}`
const GIVE_UP_MS = 30_000

/**
 * 1,000 contacts close at once. How long until every alarm is on disk and has reached an open screen, whether one was
 * lost or told twice, how long the home page takes in the midst of it, and the longest pause of the event loop.
 */
export default async function alarmStorm(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-storm-'))
  const flags = ['--data', folder, '--http.port', '0', '--log.level', 'silent', '--ledger.reserveMiB', '0']
  const gateway = new Gateway(loadEdgeConfig([...flags, '--login.password', 'storm-bench-password'], {}))
  await gateway.start()
  const ending = new AbortController()
  try {
    await furnish(gateway, { devices: POINTS, kind: 'floor-water', point: POINT })
    const told: string[] = []
    const screen = watch(gateway.address, told, ending.signal).catch(() => {})
    await sleep(500)
    close(gateway, false)
    await sleep(500)
    const loop = monitorEventLoopDelay({ resolution: 1 })
    loop.enable()
    const began = performance.now()
    close(gateway, true)
    const home = await timed(() => fetch(`${gateway.address}/api/home`).then((answer) => answer.arrayBuffer()))
    while (told.length < POINTS && performance.now() - began < GIVE_UP_MS) await sleep(5)
    const tookMs = performance.now() - began
    loop.disable()
    const { entries } = await gateway.box.ledger.read('entries', { after: 0, limit: 5 * POINTS, types: ['alarm'] })
    const onDisk = new Set(entries.flatMap((entry) => (entry.type === 'alarm' ? [entry.device] : [])))
    const note = `${POINTS} points at once; lost ${POINTS - onDisk.size}, told twice ${told.length - new Set(told).size}`
    printFigure({ name: 'alarm-storm', value: tookMs, unit: 'ms until every alarm is on disk and on the screen', note })
    printFigure({
      name: 'alarm-storm.home',
      value: home,
      unit: 'ms',
      note: 'the home page, asked for in the midst of it',
    })
    printFigure({ name: 'alarm-storm.event-loop-max', value: loop.max / 1e6, unit: 'ms' })
    ending.abort()
    await screen
  } finally {
    await gateway.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const close = ({ box: { points, clock } }: Gateway, value: boolean): void =>
  points.accept(
    Array.from({ length: POINTS }, (_, n) => ({
      unit: `unit-${n}`,
      channel: POINT,
      value,
      quality: 'good' as const,
      mono: clock.mono(),
    })),
  )

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Notes the device of every raised alarm that is on disk, as a screen is told. */
async function watch(address: string, told: string[], signal: AbortSignal): Promise<void> {
  const { body } = await fetch(`${address}/api/stream`, { signal })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done || value === undefined) return
    const events = (rest + value).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      if (!event.startsWith('event: entries')) continue
      const entries = JSON.parse(event.slice(event.indexOf('data: ') + 6)) as {
        type: string
        rule?: string
        step?: string
        device?: string
      }[]
      for (const { type, rule, step, device = '' } of entries)
        if (type === 'alarm' && rule === RULE && step === 'raised') told.push(device)
    }
  }
}

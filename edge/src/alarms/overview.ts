import { isDeepStrictEqual } from 'node:util'
import {
  type Alarm,
  type AlarmEntry,
  type AlarmGroup,
  type AlarmPlace,
  FLOOD_ALARMS,
  FLOOD_MS,
  FLOOD_OVER,
  groupAlarms,
  isCounted,
  type Registry,
} from '@zaojun/core'
import type { BoxClock } from '../clock.ts'
import type { Report } from '../report.ts'
import type { Alarms } from './alarms.ts'
import type { ActiveRule } from './rule-setting.ts'

const CALLS: AlarmEntry['step'][] = ['raised', 'raised-again', 'released']
const CHATTERING = 'alarm-chattering'

/** `since`: wall ms. `raised`: in the last ten minutes. */
export type Flood = { active: boolean; since: number | null; raised: number }
/** `counted`: alarms people should look at that do not sound, since others sound before them. */
export type Overview = { groups: AlarmGroup[]; counted: number; flood: Flood; chattering: string[] }
type Parts = {
  alarms: Alarms
  clock: BoxClock
  report: Report
  registry(): Registry
  rule(id: string): ActiveRule | undefined
}

/** What stands, by its cause, and whether more comes than people can follow. */
export class AlarmOverview {
  private readonly parts: Parts
  private readonly listeners = new Set<(overview: Overview) => void>()
  /** When alarms called people, monotonic ms, ascending. */
  private calls: number[] = []
  private flooded: { since: number | null } | undefined
  private changed = true
  private last: Overview | undefined

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Counts from what stood when the box stopped. Call once alarms are restored. */
  start(): () => void {
    const { alarms, clock } = this.parts
    const { wall, mono } = clock.now()
    this.calls = alarms
      .all()
      .flatMap(({ raisedAt }) => (raisedAt === null || wall === null ? [] : [mono - (wall - raisedAt)]))
      .filter((at) => mono - at < FLOOD_MS)
      .sort((a, b) => a - b)
    return alarms.onStep((entry) => {
      this.changed = true
      if (CALLS.includes(entry.step) && isCounted(entry)) this.calls.push(clock.mono())
    })
  }

  onChange(listener: (overview: Overview) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The registry or the rules changed: places are others. */
  follow(): void {
    this.changed = true
  }

  now(): Overview {
    const { alarms } = this.parts
    const flood = this.judge()
    if (this.last !== undefined && !this.changed && isDeepStrictEqual(flood, this.last.flood)) return this.last
    const all = alarms.all()
    const groups = groupAlarms(all, this.placer(), { flooded: flood.active })
    const counted = groups.filter(({ sounding }) => !sounding).reduce((sum, each) => sum + each.unacknowledged, 0)
    this.changed = false
    this.last = { groups, counted, flood, chattering: chatteringOf(all) }
    return this.last
  }

  /** Time passes: tells of what changed. */
  review(): void {
    const before = this.last
    const overview = this.now()
    if (before === undefined || isDeepStrictEqual(before, overview)) return
    for (const listener of this.listeners) this.parts.report.guard('alarms.overview', listener)(overview)
  }

  private judge(): Flood {
    const { wall, mono } = this.parts.clock.now()
    this.calls = this.calls.filter((at) => mono - at < FLOOD_MS)
    const raised = this.calls.length
    if (raised > FLOOD_ALARMS) this.flooded ??= { since: wall }
    else if (raised < FLOOD_OVER) this.flooded = undefined
    return { active: this.flooded !== undefined, since: this.flooded?.since ?? null, raised }
  }

  private placer(): (alarm: Alarm) => AlarmPlace {
    const { registry, rule } = this.parts
    const { devices, units } = registry()
    const buses = new Map(units.map(({ id, bus }) => [id, bus]))
    const places = new Map(
      devices.map(({ id, zone, kind, points }) => {
        const [bus, ...others] = new Set(Object.values(points).flatMap(({ unit }) => buses.get(unit) ?? []))
        const place: AlarmPlace = { zone, kind, ...(bus === undefined || others.length > 0 ? {} : { bus }) }
        return [id, place]
      }),
    )
    return ({ device, rule: id }) => {
      const watch = rule(id)?.watch ?? {}
      const lost = 'silence' in watch || 'unreachable' in watch
      return { ...places.get(device ?? ''), lost }
    }
  }
}

/** Alarms that come and go: those another alarm says it of. */
function chatteringOf(alarms: Alarm[]): string[] {
  const noisy = new Set(
    alarms
      .filter(({ rule, active }) => rule === CHATTERING && active)
      .map(({ device, subject }) => `${subject} ${device}`),
  )
  return noisy.size === 0 ? [] : alarms.filter(({ rule, device }) => noisy.has(`${rule} ${device}`)).map(({ id }) => id)
}

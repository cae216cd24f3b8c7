import { type Entry, originOf, type Quality, type Reading, type Registry, seriesKey } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { BoxClock } from '../clock.ts'
import type { ChannelSample } from '../drivers/driver.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'
import { DEFAULT_POLICY, mustRecord, type Recorded, type RecordingPolicy } from './recording.ts'

const SILENCE_CHECK_MS = 1_000

/** A point's newest value, recorded or not; `mono` is when it arrived, `seq` the last recorded entry's. */
export type LivePoint = { reading: Reading; mono: number; seq: number | null }
type BoundPoint = { device: string; point: string; origin: Reading['origin']; policy: RecordingPolicy }

const channelKey = (unit: string, channel: string): string => `${unit}\n${channel}`

/** Turns what units say on their channels into readings of the devices bound to them, and records them by policy. */
export class Points {
  private readonly ledger: Ledger
  private readonly clock: BoxClock
  private readonly catalogue: Catalogue
  private readonly report: Report
  private readonly bound = new Map<string, BoundPoint[]>()
  private readonly live = new Map<string, LivePoint>()
  private readonly good = new Map<string, number>()
  private readonly recorded = new Map<string, Recorded>()
  /** What was told late, by its own time: it says nothing about what is recorded of now. */
  private readonly recordedLate = new Map<string, Recorded>()
  private readonly listeners = new Set<(point: LivePoint) => void>()
  private timer: NodeJS.Timeout | undefined
  private undo: (() => void) | undefined

  constructor(ledger: Ledger, clock: BoxClock, catalogue: Catalogue, report: Report) {
    this.ledger = ledger
    this.clock = clock
    this.catalogue = catalogue
    this.report = report
  }

  /** `latest`: what the ledger holds of each point. Values from before this start are shown with their age, not as new. */
  start(latest: Entry[]): void {
    for (const entry of latest) {
      if (entry.type !== 'reading') continue
      const { seq, era, mono, wall: _wall, clock: _clock, ...reading } = entry
      const sameEra = era === this.clock.era.era
      this.live.set(seriesKey(reading.device, reading.point), {
        reading: sameEra ? reading : { ...reading, quality: 'stale', value: null, reason: 'restart' },
        mono: sameEra ? mono : this.clock.mono(),
        seq,
      })
    }
    this.undo = this.ledger.onCommitted((entries) => this.noteSeqs(entries))
    this.timer = setInterval(
      this.report.guard('points.silence', () => this.checkSilence()),
      SILENCE_CHECK_MS,
    )
  }

  stop(): void {
    clearInterval(this.timer)
    this.undo?.()
  }

  /** Called at start and after every change of the registry. Retired devices are no longer recorded. */
  bind(registry: Registry): void {
    this.bound.clear()
    const buses = new Map(registry.buses.map((bus) => [bus.id, bus]))
    const units = new Map(registry.units.map((unit) => [unit.id, unit]))
    for (const device of registry.devices) {
      if (device.state === 'retired') continue
      for (const [point, { unit, channel }] of Object.entries(device.points)) {
        const bus = buses.get(units.get(unit)?.bus ?? '')
        if (bus === undefined) continue
        const key = channelKey(unit, channel)
        const row = { device: device.id, point, origin: originOf(bus), policy: this.policyOf(device.kind, point) }
        this.bound.set(key, [...(this.bound.get(key) ?? []), row])
      }
    }
  }

  /** The newest value of every point. */
  all(): Iterable<LivePoint> {
    return this.live.values()
  }

  newest(device: string, point: string): LivePoint | undefined {
    return this.live.get(seriesKey(device, point))
  }

  /** When it was last good (monotonic ms); undefined where it never was since the start. */
  lastGood(device: string, point: string): number | undefined {
    return this.good.get(seriesKey(device, point))
  }

  /** Records the newest value of a point though its policy would not: a judgement rests on it. */
  keep(device: string, point: string): void {
    const key = seriesKey(device, point)
    const live = this.live.get(key)
    if (live !== undefined && this.recorded.get(key)?.reading !== live.reading) this.write(key, live.reading, live.mono)
  }

  onLive(listener: (point: LivePoint) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  accept(samples: ChannelSample[]): void {
    for (const { unit, channel, value, quality, reason, mono, deviceTime, late, calibration } of samples) {
      for (const point of this.bound.get(channelKey(unit, channel)) ?? []) {
        const reading: Reading = {
          ...bareReading(point, quality),
          value,
          ...(reason === undefined ? {} : { reason }),
          ...(deviceTime === undefined ? {} : { deviceTime }),
          ...(calibration === undefined ? {} : { calibration }),
        }
        if (late !== true) this.take(point, reading, mono)
        else if (deviceTime !== undefined) this.takeLate(point, { ...reading, late }, deviceTime)
      }
    }
  }

  /** Recorded as anything else, against what was told late before it; nobody is shown it as current. */
  private takeLate({ policy }: BoundPoint, reading: Reading, deviceTime: number): void {
    const key = seriesKey(reading.device, reading.point)
    if (!mustRecord(policy, this.recordedLate.get(key), reading, deviceTime)) return
    this.recordedLate.set(key, { reading, mono: deviceTime })
    this.ledger.record(reading)
  }

  private take({ policy }: BoundPoint, reading: Reading, mono: number): void {
    const key = seriesKey(reading.device, reading.point)
    const point: LivePoint = { reading, mono, seq: this.live.get(key)?.seq ?? null }
    this.live.set(key, point)
    if (reading.quality === 'good') this.good.set(key, mono)
    if (mustRecord(policy, this.recorded.get(key), reading, mono)) this.write(key, reading, mono)
    for (const listener of this.listeners) this.report.guard('points.listener', listener)(point)
  }

  private write(key: string, reading: Reading, mono: number): void {
    this.recorded.set(key, { reading, mono })
    this.ledger.record(reading)
  }

  /** A point from which nothing came for its longest silence is stale: a reading without a value, with the reason. */
  private checkSilence(): void {
    const now = this.clock.mono()
    for (const points of this.bound.values()) {
      for (const point of points) {
        const key = seriesKey(point.device, point.point)
        const last = this.live.get(key)
        if (last !== undefined && now - last.mono < point.policy.longestSilenceMs) continue
        const reason = last?.reading.quality === 'stale' ? last.reading.reason : 'no-data'
        this.take(point, { ...bareReading(point, 'stale'), reason: reason ?? 'no-data' }, now)
      }
    }
  }

  private noteSeqs(entries: Entry[]): void {
    for (const entry of entries) {
      if (entry.type !== 'reading') continue
      const point = this.live.get(seriesKey(entry.device, entry.point))
      if (point !== undefined) point.seq = entry.seq
    }
  }

  private policyOf(kind: string, point: string): RecordingPolicy {
    const spec = this.catalogue.kinds.get(kind)?.points[point]
    if (spec === undefined) return DEFAULT_POLICY
    const { deadband = DEFAULT_POLICY.deadband, longestSilenceSeconds } = spec
    const longestSilenceMs =
      longestSilenceSeconds === undefined ? DEFAULT_POLICY.longestSilenceMs : longestSilenceSeconds * 1000
    return { deadband, longestSilenceMs }
  }
}

const bareReading = ({ device, point, origin }: BoundPoint, quality: Quality): Reading => ({
  type: 'reading',
  device,
  point,
  value: null,
  quality,
  origin,
})

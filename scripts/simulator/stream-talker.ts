import { encodeFrame } from '@zaojun/device-profiles/stream/frame-encoder'
import { spoil } from './modbus-line.ts'
import type { PacedWriter } from './paced-writer.ts'
import type { SimulatedUnit } from './simulated-unit.ts'

/** A unit that sends frame after frame to whoever listens. */
export class StreamTalker {
  private readonly unit: SimulatedUnit
  private readonly writers = new Set<PacedWriter>()
  private timer: NodeJS.Timeout | undefined

  constructor(unit: SimulatedUnit) {
    this.unit = unit
  }

  start(): void {
    const perSecond = this.unit.profile.stream?.perSecond
    if (perSecond) this.timer = setInterval(() => this.tell(), 1000 / perSecond)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  on(units: SimulatedUnit[]): boolean {
    return units.includes(this.unit)
  }

  join(writer: PacedWriter): () => void {
    this.writers.add(writer)
    return () => this.writers.delete(writer)
  }

  private tell(): void {
    const { stream, channels } = this.unit.profile
    if (!stream || !this.unit.alive || this.writers.size === 0) return
    const division = this.unit.params.division
    const step = typeof division === 'number' && division > 0 ? division : 1
    const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
    const values = Object.fromEntries(
      Object.entries(channels).flatMap(([key, { from }]) => {
        if (!('field' in from)) return []
        const value = this.unit.value(key)
        return [[from.field, typeof value === 'number' ? Math.round(value / step) * step : value]]
      }),
    )
    const frame = spoil(encodeFrame(stream, values, decimals), this.unit.nextFault())
    for (const writer of this.writers) void writer.write(frame)
  }
}

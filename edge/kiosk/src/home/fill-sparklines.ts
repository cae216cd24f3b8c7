import { box } from '../box/client.ts'
import type { Dot } from '../kitchen/history.ts'
import { HISTORY_MS } from '../kitchen/history.ts'
import { mainPoints } from '../kitchen/judgement.ts'
import type { Kitchen } from '../kitchen/kitchen.ts'
import { keyOf } from '../kitchen/points.ts'
import { report } from '../report.ts'

const DOTS = 120

/** Fetches the last minutes of every main number, one after the other, so that the first picture is not held up. */
export async function fillSparklines(kitchen: Kitchen, signal: AbortSignal): Promise<void> {
  const frame = kitchen.frame.value
  const wall = kitchen.wall()
  // Without a known time there is nothing to ask for: the lines grow from what comes in.
  if (frame === undefined || wall === null) return
  const page = kitchen.beat.value
  for (const device of frame.devices) {
    const kind = frame.kinds[device.kind]
    if (device.state === 'retired') continue
    for (const point of mainPoints(kind, device)) {
      if (kind?.points[point]?.value !== 'number') continue
      if (signal.aborted) return
      try {
        const series = await box.series({ device: device.id, point, from: wall - HISTORY_MS, to: wall, max: DOTS })
        const dots = series.t.map((at, index): Dot => {
          const value = series.v[index]
          const sound = series.q[index] === 'good' || series.q[index] === 'uncertain'
          return { at: page - (wall - at), v: sound && typeof value === 'number' ? value : null }
        })
        if (!signal.aborted) kitchen.history.fill(keyOf(device.id, point), dots)
      } catch (error) {
        report('sparkline', error)
        return
      }
    }
  }
}

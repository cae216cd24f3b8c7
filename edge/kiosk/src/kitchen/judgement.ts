import type { Device, DeviceHealth, Kind } from '../box/shapes.ts'
import type { Link } from './kitchen.ts'
import type { PointState } from './points.ts'

/** How a point's value may be read. `none`: it never had one. */
export type Look = 'good' | 'uncertain' | 'bad' | 'stale' | 'none'
/** Why it is not good: a message key under `why`. */
export type Why = 'lost' | 'offline' | 'silent' | 'stale' | 'bad' | 'uncertain' | 'none'
export type Judgement = { look: Look; why?: Why; reason?: string }

/** Design 6: recorded at least this often unless the kind says more. */
const LONGEST_SILENCE_S = 300
/** A late commit and a late poll are no silence yet. */
const GRACE_MS = 15_000

/** Never shows old as new: the box gone, the unit gone, or longer silent than it may be, all make a value stale. */
export function judge(
  state: PointState | undefined,
  about: { link: Link; health?: DeviceHealth; now: number; longestSilenceSeconds?: number },
): Judgement {
  if (state === undefined) return { look: 'none', why: 'none' }
  const { quality, reason } = state
  if (about.link === 'lost') return { look: 'stale', why: 'lost' }
  if (quality === 'stale') return { look: 'stale', why: 'stale', reason }
  const gone = about.health?.health
  if (gone === 'offline' || gone === 'error' || gone === 'stale')
    return { look: 'stale', why: 'offline', reason: about.health?.reason }
  if (quality === 'bad') return { look: 'bad', why: 'bad', reason }
  const allowed = (about.longestSilenceSeconds ?? LONGEST_SILENCE_S) * 1_000 + GRACE_MS
  if (about.now - state.basis > allowed) return { look: 'stale', why: 'silent' }
  return quality === 'uncertain' ? { look: 'uncertain', why: 'uncertain', reason } : { look: 'good' }
}

export type Severity = 0 | 1 | 2 | 3
export const SEVERITY_OF: Record<Look, Severity> = { good: 0, none: 1, stale: 1, uncertain: 2, bad: 2 }

/** How wrong a boolean's `true` is by the kind's own word. */
export function severityOfTrue(kind: Kind | undefined, point: string): Severity {
  const word = kind?.points[point]?.abnormalWhenTrue
  return word === 'alarm' ? 3 : word === 'warning' ? 2 : 0
}

/** The points this device really has, in the order of its kind: a model need not have all. */
export const pointsOf = (kind: Kind | undefined, device: Device): string[] =>
  Object.keys(kind?.points ?? {}).filter((point) => device.points[point] !== undefined)

/** The points a tile shows of a device: those it has that are marked `main`, else its first number, else its first. */
export function mainPoints(kind: Kind | undefined, device: Device): string[] {
  const points = pointsOf(kind, device)
  const marked = points.filter((point) => kind?.points[point]?.main === true)
  if (marked.length > 0) return marked
  const number = points.find((point) => kind?.points[point]?.value === 'number')
  return number === undefined ? points.slice(0, 1) : [number]
}

import type { Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { LivePoint } from './points.ts'

/** A value older than this proves nothing about now. */
const FRESH_MS = 30_000

/** What the box sees of the kitchen at this moment. */
export type Sight = {
  catalogue: Pick<Catalogue, 'kinds'>
  registry(): Registry
  newest(device: string, point: string): LivePoint | undefined
  now(): number
}

export const isGood = (point: LivePoint | undefined): point is LivePoint => point?.reading.quality === 'good'

/** Good, and of just now. */
export const isSure = (point: LivePoint | undefined, { now }: Pick<Sight, 'now'>): point is LivePoint =>
  isGood(point) && now() - point.mono <= FRESH_MS

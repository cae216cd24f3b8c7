import type { Value } from '@zaojun/core'
import { type Channel, numberOf, type Params, type Profile, paramsOf } from '@zaojun/device-profiles'
import type { SimulatedUnit } from '../simulator/simulated-unit.ts'

const FLOAT_DIGITS = 6

/** How fine a channel can say a number: half of it is the most that may be lost on the way. */
export function resolutionOf({ from }: Channel, params: Params, value: number): number {
  if ('derive' in from) return 0
  if ('table' in from && from.type === 'float32') return 10 ** -FLOAT_DIGITS * Math.max(1, Math.abs(value))
  const division = params.division
  const scale = Math.abs(numberOf(from.scale ?? 1, params) ?? 1)
  // A field that is not scaled says as many decimals as it likes.
  const step = 'table' in from || scale !== 1 ? scale : 0
  return Math.max(step, typeof division === 'number' ? division : 0, 10 ** -FLOAT_DIGITS * Math.max(1, Math.abs(value)))
}

/** Whether what was read is what was meant, as finely as the channel can say it. */
export function sameValue(channel: Channel, params: Params, meant: Value, read: Value | undefined): boolean {
  if (typeof meant !== 'number' || typeof read !== 'number') return meant === read
  return Math.abs(meant - read) <= resolutionOf(channel, params, meant) / 2 + 1e-9
}

/** Channels the unit itself says; fields with an @ are the box's own remarks on a message. */
export const spokenChannels = ({ channels }: Profile): string[] =>
  Object.entries(channels).flatMap(([key, { from }]) =>
    'derive' in from || ('field' in from && from.field.startsWith('@')) ? [] : [key],
  )

/** Holds every channel where it stands, so that what is read later can be compared; the values held. */
export function holdStill(unit: SimulatedUnit): Record<string, Value> {
  const held: Record<string, Value> = {}
  const { params } = paramsOf(unit.profile, unit.unit.params)
  for (const key of spokenChannels(unit.profile)) {
    const channel = unit.profile.channels[key]
    const value = unit.value(key)
    // Another meaning of a place that is already held says something else of it.
    if (channel === undefined || ('table' in channel.from && channel.from.shared)) continue
    const still = typeof value === 'number' ? onStep(channel, params, value) : value
    unit.hold(key, still)
    held[key] = still
  }
  return held
}

/** The nearest number the channel can say, inside its bounds. */
function onStep(channel: Channel, params: Params, value: number): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = channel
  const inside = Math.min(max, Math.max(min, value))
  const step = resolutionOf(channel, params, inside)
  return step > 1e-3 || step === 1e-3 ? Number((Math.round(inside / step) * step).toPrecision(12)) : inside
}

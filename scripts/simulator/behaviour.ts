import type { Behaviour } from '@zaojun/device-profiles'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
/** A door is opened so often, and the air takes so long to settle again. */
const DOOR_EVERY_MS = 8 * MINUTE_MS
const DOOR_SETTLES_MS = 90_000
/** Goods come onto the scale so often and stay so long. */
const GOODS_EVERY_MS = 30_000
const GOODS_STAY_MS = 18_000
const GOODS_LAND_MS = 800
const LEAST_GOODS = 0.1

/** A number in [0, 1) that is always the same for the same visit of the same unit. */
function fixed(seed: number, visit: number): number {
  const x = Math.sin(seed * 12.9898 + visit * 78.233) * 43758.5453
  return x - Math.floor(x)
}

function door(step: number, seed: number, at: number): number {
  const since = (at + seed * DOOR_EVERY_MS) % DOOR_EVERY_MS
  if (since > DOOR_SETTLES_MS) return 0
  const part = since / DOOR_SETTLES_MS
  return step * Math.min(1, part * 6) * (1 - part)
}

function goods(step: number, seed: number, at: number): number {
  const shifted = at + seed * GOODS_EVERY_MS
  const since = shifted % GOODS_EVERY_MS
  if (since > GOODS_STAY_MS) return 0
  const weight = step * (LEAST_GOODS + (1 - LEAST_GOODS) * fixed(seed, Math.floor(shifted / GOODS_EVERY_MS)))
  const landed = Math.min(1, since / GOODS_LAND_MS)
  return weight * (landed + (1 - landed) * 0.3 * Math.sin(since / 60))
}

function inRound(round: NonNullable<Behaviour['round']>, seed: number, at: number): number | boolean | string {
  const wholeMs = round.reduce((sum, { seconds }) => sum + seconds, 0) * SECOND_MS
  let rest = (at + seed * wholeMs) % wholeMs
  for (const { value, seconds } of round) {
    rest -= seconds * SECOND_MS
    if (rest < 0) return value
  }
  return round[0]?.value ?? 0
}

function counted(from: number, { everySeconds, wraps }: NonNullable<Behaviour['counts']>, at: number): number {
  const count = from + Math.floor(at / (everySeconds * SECOND_MS))
  return wraps === undefined ? count : count % wraps
}

/**
 * What a channel reads at `at` ms when nobody has set it. `seed` in [0, 1) keeps units apart, `phase` the channels of
 * one unit; `random` is the noise.
 */
export function naturalValue(
  behaviour: Behaviour,
  seed: number,
  phase: number,
  at: number,
  random: () => number,
): number | boolean | string {
  const { nominal, noise = 0, swing = 0, swingMinutes = 60, visits, step = 0, counts, round } = behaviour
  if (round !== undefined) return inRound(round, seed, at)
  if (counts !== undefined) return counted(Number(nominal), counts, at)
  if (typeof nominal !== 'number') return nominal
  const wave = swing * Math.sin(2 * Math.PI * (at / (swingMinutes * MINUTE_MS) + seed + phase))
  const visit = visits === 'door' ? door(step, seed, at) : visits === 'goods' ? goods(step, seed, at) : 0
  return nominal + wave + visit + noise * (random() * 2 - 1)
}

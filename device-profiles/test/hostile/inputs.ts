/** Inputs per parser; the count is printed. */
export const INPUTS = 100_000
const SHORT = 48
const LONG = 4096
/** One input in so many is very long. */
const LONG_EVERY = 500

/** A small generator of numbers that is the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Bytes that begin, end, escape or nest something in one protocol or another. */
const SPECIAL = Uint8Array.from([
  0x00, 0x01, 0x02, 0x03, 0x0a, 0x0d, 0x16, 0x20, 0x22, 0x23, 0x26, 0x2c, 0x2d, 0x3b, 0x3c, 0x3d, 0x3e, 0x5b, 0x5c,
  0x5d, 0x68, 0x7b, 0x7d, 0x7e, 0x7f, 0x80, 0xa0, 0xbb, 0xfe, 0xff,
])

type Random = () => number
const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const pick = <T>(random: Random, from: ArrayLike<T>): T => from[below(random, from.length)] as T
const noise = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => below(random, 256))
const special = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => pick(random, SPECIAL))

/** The same few bytes again and again: openings that never close, escapes of escapes. */
function nested(random: Random, length: number): Uint8Array {
  const unit = special(random, 1 + below(random, 3))
  return Uint8Array.from({ length }, (_, index) => unit[index % unit.length] ?? 0)
}

function mutated(random: Random, frame: Uint8Array): Uint8Array {
  const copy = frame.slice()
  const times = 1 + below(random, 4)
  for (let n = 0; n < times && copy.length > 0; n++)
    copy[below(random, copy.length)] = random() < 0.5 ? below(random, 256) : pick(random, SPECIAL)
  return copy
}

function run(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A good frame with bytes put in or taken out, so that every length in it is wrong. */
function resized(random: Random, frame: Uint8Array): Uint8Array {
  const at = below(random, frame.length + 1)
  if (random() < 0.5) return run(frame.subarray(0, at), frame.subarray(at + 1 + below(random, 4)))
  return run(frame.subarray(0, at), special(random, 1 + below(random, 8)), frame.subarray(at))
}

function joined(random: Random, good: readonly Uint8Array[]): Uint8Array {
  const parts = Array.from({ length: 2 + below(random, 3) }, () => {
    const frame = pick(random, good)
    return random() < 0.3 ? frame.subarray(0, below(random, frame.length + 1)) : frame
  })
  return run(...parts)
}

/** One hostile input: noise, or a good frame truncated, mutated, of the wrong length, or run together with others. */
export function hostileInput(random: Random, index: number, good: readonly Uint8Array[]): Uint8Array {
  const length = index % LONG_EVERY === 0 ? LONG : 1 + below(random, SHORT)
  const way = below(random, good.length === 0 ? 3 : 8)
  if (way === 0) return noise(random, length)
  if (way === 1) return special(random, length)
  if (way === 2) return nested(random, length)
  if (way === 3) return joined(random, good)
  const frame = pick(random, good)
  if (way === 4) return frame.subarray(0, below(random, frame.length + 1))
  if (way === 5) return resized(random, frame)
  return mutated(random, frame)
}

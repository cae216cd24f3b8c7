import type { InterlockRow } from '../box/shapes.ts'

/** How an interlock stands, in a word of `interlock.look`, a shape and a tone: colour never alone. */
export type Look = {
  word: 'counting' | 'held' | 'unconfirmed' | 'latched' | 'tripped' | 'test' | 'off' | 'unused' | 'powerless' | 'armed'
  shape: string
  tone: 'alarm' | 'warn' | 'calm'
}

const SHAPES: Record<Look['word'], [string, Look['tone']]> = {
  counting: ['▲', 'alarm'],
  unconfirmed: ['✕', 'alarm'],
  latched: ['■', 'alarm'],
  tripped: ['■', 'alarm'],
  held: ['◐', 'warn'],
  test: ['◇', 'warn'],
  off: ['◇', 'warn'],
  powerless: ['◌', 'warn'],
  armed: ['●', 'calm'],
  unused: ['○', 'calm'],
}
/** What wants somebody first stands first. */
const ORDER = Object.keys(SHAPES)

/** It stays as it is until somebody resets it. */
export const isLatched = ({ state, latching, trip }: InterlockRow): boolean =>
  state === 'tripped' && (latching || trip?.testedBy !== undefined)

function wordOf(row: InterlockRow): Look['word'] {
  if (row.mode === 'test') return 'test'
  if (row.mode === 'off') return row.optional ? 'unused' : 'off'
  if (row.state === 'counting' || row.state === 'held') return row.state
  if (row.state === 'tripped') {
    if (row.targets.some(({ shown }) => !shown)) return 'unconfirmed'
    return isLatched(row) ? 'latched' : 'tripped'
  }
  return row.targets.length === 0 ? 'powerless' : 'armed'
}

export function lookOf(row: InterlockRow): Look {
  const word = wordOf(row)
  const [shape, tone] = SHAPES[word]
  return { word, shape, tone }
}

export const restlessFirst = (a: InterlockRow, b: InterlockRow): number =>
  ORDER.indexOf(wordOf(a)) - ORDER.indexOf(wordOf(b))

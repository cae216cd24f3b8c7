import type { Part } from './parts.ts'

/** The editor's grid, and how far apart rows and columns stand on it. */
const GRID_PX = 20
const ROW_PX = 60
/** Words stand close above what they say. */
const COMMENT_DROP_PX = 20
const COLUMN_GAP_PX = 60
const MARGIN_PX = 40
const LEAST_WIDTH_PX = 100
/** What the editor adds to a label for icon and port, and about the width of its letters. */
const FRAME_PX = 57
const LETTER_PX = 8
const LETTERS_PX: [RegExp, number][] = [
  [/[\u2e80-\uffff]/u, 14],
  [/[mwMW]/, 12],
  [/[iljtfr .,:;·()-]/, 5],
]

/** A node in its cell, and where each of its outputs leads. */
export type Placed = { part: Part; row: number; column: number; wires: string[][] }

/** About the width the editor gives a node: Chinese letters take the full square. */
export function widthOf({ name = '' }: Pick<Part, 'name'>): number {
  const letters = [...name].reduce((sum, letter) => sum + letterPx(letter), 0)
  return Math.max(LEAST_WIDTH_PX, Math.ceil((letters + FRAME_PX) / GRID_PX) * GRID_PX)
}

const letterPx = (letter: string): number => LETTERS_PX.find(([sort]) => sort.test(letter))?.[1] ?? LETTER_PX

/**
 * Gives each node its coordinates (the editor's are of the middle): left edges of a column in one line, columns as
 * wide as their widest node. Comments span columns and widen none.
 */
export function laidOut(tab: string, placed: Placed[]): Part[] {
  const widths: number[] = []
  for (const { part, column } of placed)
    if (part.type !== 'comment') widths[column] = Math.max(widths[column] ?? 0, widthOf(part))
  const lefts: number[] = []
  let left = MARGIN_PX
  for (let column = 0; column < widths.length; column++) {
    lefts.push(left)
    left += (widths[column] ?? 0) + COLUMN_GAP_PX
  }
  return placed.map(({ part: { id, type, ...rest }, row, column, wires }) => ({
    id,
    type,
    z: tab,
    ...rest,
    x: (lefts[column] ?? MARGIN_PX) + widthOf(rest) / 2,
    y: MARGIN_PX + row * ROW_PX + (type === 'comment' ? COMMENT_DROP_PX : 0),
    wires,
  }))
}

import type { PlacedField } from './field.ts'

/** A stretch of a frame: from byte `from` up to, not including, byte `to`. */
export type Stretch = { from: number; to: number }
/** A layout in parts: characters that stand for themselves, blanks (one or more), and fields. */
export type LayoutPart = { literal: string } | { blank: true } | { field: string }

const SPACE = 0x20
const NUMERIC = /[0-9+\-. ]/

/** The parts of a layout. */
export function layoutParts(layout: string): LayoutPart[] {
  return layout.split(/(\{[a-z0-9-]+\}| +)/).flatMap((piece): LayoutPart[] => {
    if (piece === '') return []
    if (piece.startsWith('{') && piece.endsWith('}')) return [{ field: piece.slice(1, -1) }]
    return piece.trim() === '' && !/[^ ]/.test(piece) ? [{ blank: true }] : [{ literal: piece }]
  })
}

/** One part's worth of work for each byte at most: there is no going back. */
export class Layout {
  private readonly parts: LayoutPart[]
  private readonly fields: Record<string, PlacedField>

  constructor(layout: string, fields: Record<string, PlacedField>) {
    this.parts = layoutParts(layout)
    this.fields = fields
  }

  /** Where each field stands in bytes `from`…`to`; undefined where they do not fit. Blanks around are passed over. */
  fit(frame: Uint8Array, from: number, to: number): Record<string, Stretch> | undefined {
    let [at, end] = [from, to]
    while (at < end && (frame[at] ?? 0) <= SPACE) at++
    while (end > at && (frame[end - 1] ?? 0) <= SPACE) end--
    const found: Record<string, Stretch> = {}
    for (let index = 0; index < this.parts.length; index++) {
      const part = this.parts[index] as LayoutPart
      const after = 'field' in part ? this.field(part.field, index, frame, at, end) : passed(part, frame, at, end)
      if (after === undefined) return undefined
      if ('field' in part) found[part.field] = { from: at, to: after }
      at = after
    }
    return at === end ? found : undefined
  }

  /** Where the field that begins at `at` ends. */
  private field(name: string, index: number, frame: Uint8Array, at: number, end: number): number | undefined {
    const field = this.fields[name]
    if (field === undefined) return undefined
    if (field.as === 'words') return longestWord(Object.keys(field.words), frame, at, end)
    if (field.as !== 'number' && field.as !== 'text') {
      const length = 'length' in field ? field.length : undefined
      return length !== undefined && at + length <= end ? at + length : undefined
    }
    const next = this.parts[index + 1]
    let to = at
    while (field.as === 'number' && to < end && frame[to] === SPACE) to++
    if (next === undefined) return end > at || field.optional ? end : undefined
    if ('field' in next) {
      while (to < end && NUMERIC.test(String.fromCharCode(frame[to] ?? 0))) to++
    } else {
      const stop = 'blank' in next ? SPACE : next.literal.charCodeAt(0)
      while (to < end && frame[to] !== stop) to++
    }
    return to > at || field.optional ? to : undefined
  }
}

function passed(part: { literal: string } | { blank: true }, frame: Uint8Array, at: number, end: number) {
  if ('blank' in part) {
    let to = at
    while (to < end && frame[to] === SPACE) to++
    return to > at ? to : undefined
  }
  return at + part.literal.length <= end && standsAt(part.literal, frame, at) ? at + part.literal.length : undefined
}

function standsAt(text: string, frame: Uint8Array, at: number): boolean {
  for (let index = 0; index < text.length; index++) if (frame[at + index] !== text.charCodeAt(index)) return false
  return true
}

function longestWord(words: string[], frame: Uint8Array, at: number, end: number): number | undefined {
  let longest = -1
  for (const word of words)
    if (word.length > longest && at + word.length <= end && standsAt(word, frame, at)) longest = word.length
  return longest < 0 ? undefined : at + longest
}

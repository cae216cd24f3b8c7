import type { Fields } from '../message/message.ts'
import { bad, type ChannelValue, good, tidy } from '../value.ts'
import { widthOf } from './binary.ts'
import { fromFront } from './checksum.ts'
import { BINARY, type Field, type PlacedField } from './field.ts'
import type { Form, Match, StreamGrammar } from './grammar.ts'
import { Layout, type Stretch } from './layout.ts'
import { readField } from './read-field.ts'

export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/** Bytes that must stand at a place, made ready. */
export type Matcher = { at: number; is: Uint8Array; mask: Uint8Array | undefined }
export const matcherOf = ({ at, is, mask }: Match): Matcher => ({
  at,
  is: bytesOf(is),
  mask: mask === undefined ? undefined : bytesOf(mask),
})

/** Whether the bytes stand there in a frame that begins at `start` and is `length` long. */
export function matches({ at, is, mask }: Matcher, bytes: Uint8Array, start: number, length: number): boolean {
  const from = start + fromFront(at, length)
  for (let index = 0; index < is.length; index++) {
    const wanted = is[index] ?? 0
    const byte = bytes[from + index] ?? -1
    if (mask === undefined ? byte !== wanted : byte < 0 || (byte & (mask[index] ?? 0xff)) !== wanted) return false
  }
  return true
}

const isBinary = (field: Field): field is Extract<Field, { as: (typeof BINARY)[number] }> =>
  (BINARY as readonly string[]).includes(field.as)

export const isPlaced = (field: Field): field is PlacedField =>
  field.as !== 'constant' && field.as !== 'unknown' && field.as !== 'same'

/** How many bytes a field takes where its place does not say up to where it goes. */
export function lengthOf(field: PlacedField): number {
  if (isBinary(field)) return widthOf(field)
  return 'length' in field && field.length !== undefined ? field.length : 1
}

type Reading = { key: string; field: PlacedField; at: number | undefined; to: number | undefined; length: number }

/** One form of frame, made ready to be tried on frames. */
export class FormReader {
  readonly name: string
  readonly form: Form
  private readonly matchers: Matcher[]
  private readonly layout: Layout | undefined
  private readonly separator: number | undefined
  private readonly readings: Reading[] = []
  private readonly fixed: [string, ChannelValue][] = []
  private readonly copies: { key: string; of: string }[] = []
  private readonly products: { key: string; by: string }[] = []

  constructor(name: string, form: Form) {
    this.name = name
    this.form = form
    this.matchers = (form.match ?? []).map(matcherOf)
    this.separator = form.separator?.charCodeAt(0)
    const placed: Record<string, PlacedField> = {}
    for (const [key, field] of Object.entries(form.fields ?? {})) {
      if (field.as === 'constant') this.fixed.push([key, good(field.value)])
      else if (field.as === 'unknown') this.fixed.push([key, bad(field.reason)])
      else if (field.as === 'same') this.copies.push({ key, of: field.of })
      else {
        placed[key] = field
        this.readings.push({
          key,
          field,
          at: field.at,
          to: 'to' in field ? field.to : undefined,
          length: lengthOf(field),
        })
        if ('times' in field && field.times !== undefined) this.products.push({ key, by: field.times })
      }
    }
    this.layout = form.layout === undefined ? undefined : new Layout(form.layout, placed)
  }

  /** What the frame says, if it is of this form. `from`…`to` is what stands between its start and its end or check. */
  read(frame: Uint8Array, from: number, to: number): Fields | undefined {
    for (const matcher of this.matchers) if (!matches(matcher, frame, 0, frame.length)) return undefined
    const named = this.layout?.fit(frame, from, to)
    if (this.layout !== undefined && named === undefined) return undefined
    const columns = this.separator === undefined ? undefined : columnsOf(this.separator, frame, from, to)
    const fields: Fields = {}
    for (const [key, value] of this.fixed) fields[key] = value
    for (const { key, field, at, to: until, length } of this.readings) {
      const value =
        at === undefined
          ? elsewhere(field, frame, named?.[key] ?? columns?.[columnOf(field)])
          : readAt(field, frame, fromFront(at, frame.length), until, length)
      if (value !== undefined) fields[key] = value
    }
    for (const { key, by } of this.products)
      if (fields[key] !== undefined) fields[key] = product(fields[key], fields[by])
    for (const { key, of } of this.copies) if (fields[of] !== undefined) fields[key] = fields[of]
    return fields
  }
}

const columnOf = (field: PlacedField): number => ('column' in field ? (field.column ?? -1) : -1)

function readAt(field: PlacedField, frame: Uint8Array, from: number, until: number | undefined, length: number) {
  return readField(field, frame, from, until === undefined ? from + length : fromFront(until, frame.length) + 1)
}

function elsewhere(field: PlacedField, frame: Uint8Array, stretch: Stretch | undefined): ChannelValue | undefined {
  if (stretch !== undefined) return readField(field, frame, stretch.from, stretch.to)
  return 'optional' in field && field.optional ? undefined : bad('half-frame')
}

function product(value: ChannelValue, factor: ChannelValue | undefined): ChannelValue {
  if (typeof value.value !== 'number') return value
  if (typeof factor?.value !== 'number') return bad(factor?.reason ?? 'unknown-unit')
  return good(tidy(value.value * factor.value))
}

/** The columns between bytes `from` and `to`; the 65th and what follows are one. */
function columnsOf(separator: number, frame: Uint8Array, from: number, to: number): Stretch[] {
  const columns: Stretch[] = []
  let begin = from
  for (let at = from; at < to && columns.length < 64; at++)
    if (frame[at] === separator) {
      columns.push({ from: begin, to: at })
      begin = at + 1
    }
  columns.push({ from: begin, to })
  return columns
}

export const formReaders = ({ forms }: Pick<StreamGrammar, 'forms'>): FormReader[] =>
  Object.entries(forms).map(([name, form]) => new FormReader(name, form))

import type { Value } from '@zaojun/core'
import { tidy } from '../value.ts'
import { checkBytes, fromFront } from './checksum.ts'
import type { Field, PlacedField } from './field.ts'
import { bytesOf, isPlaced, lengthOf } from './form.ts'
import type { Form, StreamGrammar } from './grammar.ts'
import { layoutParts } from './layout.ts'
import { type Written, writeField } from './write-field.ts'

const SPACE = 0x20
type Values = Record<string, Value>
type Piece = { key: string; field: PlacedField; value: Value }

/** The form that says `values`: the first whose constants, numbers apart, are among them. */
export function formFor(
  grammar: StreamGrammar,
  values: Values,
  among = Object.keys(grammar.forms),
): string | undefined {
  return among.find((name) =>
    Object.entries(grammar.forms[name]?.fields ?? {}).every(
      ([key, field]) =>
        field.as !== 'constant' || typeof field.value === 'number' || (values[key] ?? field.value) === field.value,
    ),
  )
}

/**
 * The forms in which a unit with these values says everything: of one that talks by itself the first that fits, of one
 * that is asked the first that fits for each request asked again and again, and what it tells before.
 */
export function formsSaid(grammar: StreamGrammar, values: Values): string[] {
  const asked = Object.values(grammar.requests ?? {}).filter(({ everyMs }) => everyMs !== undefined)
  const { forms } = grammar
  const ways =
    asked.length === 0 ? [Object.keys(forms)] : asked.flatMap(({ answers = [], tells = [] }) => [tells, answers])
  return ways.flatMap((among) => {
    const name = formFor(
      grammar,
      values,
      among.filter((form) => forms[form]?.error === undefined),
    )
    return name === undefined ? [] : [name]
  })
}

/**
 * The frame that decodes to `values`, as a simulated unit sends it; fields without a value show dashes. `decimals` where
 * the frame may choose. `name`: the form; the first that fits when left out.
 */
export function encodeFrame(grammar: StreamGrammar, values: Values, decimals = 0, name?: string): Uint8Array {
  const form = grammar.forms[name ?? formFor(grammar, values) ?? ''] ?? {}
  const pieces = piecesOf(form, values)
  const { frame: framing } = grammar
  const start = [...bytesOf(framing.start ?? '')]
  const end = [...bytesOf([framing.end ?? ''].flat()[0] ?? '')]
  const { checksum } = framing
  const tail = Math.max(end.length, checksum && checksum.at < 0 ? -checksum.at : 0)
  const text = [...start, ...written(form, pieces, decimals)]
  const length = framing.length ?? Math.max(text.length, reach(form, pieces, tail)) + tail
  const frame = new Uint8Array(length).fill(framing.size ? 0 : SPACE)
  frame.set(text.slice(0, length))
  // Bits are set one by one on a byte that is empty at first.
  for (const { field } of pieces) if (bitwise(field)) lay(frame, field.at ?? 0, new Uint8Array(1), undefined)
  for (const { at, is, mask } of [...(framing.match ?? []), ...(form.match ?? [])]) lay(frame, at, bytesOf(is), mask)
  for (const piece of pieces) layPiece(frame, piece, decimals)
  frame.set(start)
  frame.set(end, length - end.length)
  if (framing.size) laySize(frame, framing.size)
  if (checksum) frame.set(checkBytes(checksum, frame), fromFront(checksum.at, length))
  return frame
}

/** The fields that are written, each with its raw value: divided by its unit of measure, whose own value may be free. */
function piecesOf({ fields = {} }: Form, values: Values): Piece[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    if (!isPlaced(field)) return []
    // A word nobody has a say in is the first of its table.
    const free = values[key] === undefined || isFactor(key, fields)
    const value = numeric(
      field,
      values[key] ?? (free && field.as === 'words' ? Object.values(field.words)[0] : null) ?? null,
    )
    const by = 'times' in field && field.times !== undefined ? factor(field.times, fields, values) : 1
    return [{ key, field, value: typeof value === 'number' && by !== 1 ? tidy(value / by) : value }]
  })
}

/** What a channel's words came from is text; a field of numbers needs the number. */
const numeric = (field: PlacedField, value: Value): Value =>
  typeof value === 'string' &&
  field.as !== 'text' &&
  field.as !== 'words' &&
  field.as !== 'hex' &&
  !isText(field) &&
  value !== '' &&
  Number.isFinite(Number(value))
    ? Number(value)
    : value
const isText = (field: PlacedField): boolean => field.as === 'bcd' && field.text === true

const isFactor = (key: string, fields: Record<string, Field>): boolean =>
  Object.values(fields).some((field) => 'times' in field && field.times === key)

function factor(key: string, fields: Record<string, Field>, values: Values): number {
  const field = fields[key]
  const stated = values[key] ?? (field?.as === 'words' ? Object.values(field.words)[0] : undefined)
  const value = field?.as === 'constant' ? field.value : stated
  return typeof value === 'number' && value !== 0 ? value : 1
}

/** What a layout or columns come to as text. */
function written(form: Form, pieces: Piece[], decimals: number): number[] {
  const bytesFor = (piece: Piece | undefined): number[] => {
    if (piece === undefined) return []
    const length = 'length' in piece.field ? piece.field.length : undefined
    return writeField(piece.field, piece.value, { decimals, length, before: new Uint8Array(8) }).bytes
  }
  if (form.layout !== undefined)
    return layoutParts(form.layout).flatMap((part) => {
      if ('blank' in part) return [SPACE]
      if ('literal' in part) return [...part.literal].map((character) => character.charCodeAt(0))
      return bytesFor(pieces.find(({ key }) => key === part.field))
    })
  if (form.separator === undefined) return []
  const columns = pieces.flatMap(({ field }) => ('column' in field && field.column !== undefined ? [field.column] : []))
  return Array.from({ length: Math.max(-1, ...columns) + 1 }, (_, column) => {
    const piece = pieces.find(({ field }) => 'column' in field && field.column === column)
    return [...(column === 0 ? [] : [form.separator?.charCodeAt(0) ?? SPACE]), ...bytesFor(piece)]
  }).flat()
}

const bitwise = (field: PlacedField): boolean =>
  field.at !== undefined && (field.as === 'bit' || ('bits' in field && field.bits !== undefined))

/** How far the placed fields and fixed bytes reach, up to where the tail begins. */
function reach({ match = [] }: Form, pieces: Piece[], tail: number): number {
  const ends = match.map(({ at, is }) => (at < 0 ? 0 : at + bytesOf(is).length))
  for (const { field, value } of pieces) {
    if (field.at === undefined || field.at < 0) continue
    if ('sign' in field && field.sign) ends.push(field.sign.at + 1)
    if ('decimals' in field && typeof field.decimals === 'object') ends.push(field.decimals.at + 1)
    if (!('to' in field) || field.to === undefined) ends.push(field.at + lengthOf(field))
    else if (field.to >= 0) ends.push(field.to + 1)
    else {
      const { bytes } = writeField(field, value, { decimals: 0, length: undefined, before: new Uint8Array(8) })
      ends.push(field.at + bytes.length - field.to - 1 - tail)
    }
  }
  return Math.max(0, ...ends)
}

function layPiece(frame: Uint8Array, { field, value }: Piece, decimals: number): void {
  if (field.at === undefined) return
  const at = fromFront(field.at, frame.length)
  if (at < 0 || at >= frame.length) return
  const open = 'to' in field && field.to !== undefined
  const length = open ? fromFront(field.to ?? 0, frame.length) + 1 - at : lengthOf(field)
  const before = frame.subarray(at, at + length)
  const { bytes, elsewhere }: Written = writeField(field, value, { decimals, length, before })
  frame.set(bytes.slice(0, Math.min(length, frame.length - at)), at)
  for (const { at: place, byte, mask = 0xff } of elsewhere) {
    const index = fromFront(place, frame.length)
    if (index >= 0 && index < frame.length) frame[index] = ((frame[index] ?? 0) & ~mask) | (byte & mask)
  }
}

function lay(frame: Uint8Array, at: number, bytes: Uint8Array, mask: string | undefined): void {
  const place = fromFront(at, frame.length)
  const only = mask === undefined ? undefined : bytesOf(mask)
  for (let index = 0; index < bytes.length && place + index >= 0 && place + index < frame.length; index++) {
    const bits = only?.[index] ?? 0xff
    frame[place + index] = ((frame[place + index] ?? 0) & ~bits) | ((bytes[index] ?? 0) & bits)
  }
}

function laySize(frame: Uint8Array, { at, bytes, first, plus }: NonNullable<StreamGrammar['frame']['size']>): void {
  const size = frame.length - plus
  const high = bytes === 1 ? [size & 0xff] : [(size >> 8) & 0xff, size & 0xff]
  frame.set(first === 'low' ? high.reverse() : high, at)
}

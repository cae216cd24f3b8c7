import type { FieldSource } from '../channel.ts'
import { numberOf, type Params } from '../params.ts'
import { bad, type ChannelValue, good, scaled } from '../value.ts'
import type { Scalar } from '../words.ts'

const DECIMAL = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$/

/** False where the field says nothing about the channel: one of its `others`. */
export const isNews = ({ others, words }: FieldSource, raw: ChannelValue): boolean =>
  others === undefined || raw.quality !== 'good' || words?.[String(raw.value)] !== undefined

/** A raw field as the value of a channel: words, sentinels, bits, scale and offset, in that order. Its doubt stays. */
export function fieldValue(
  source: FieldSource,
  type: 'number' | 'boolean' | 'text',
  params: Params,
  raw: ChannelValue,
): ChannelValue {
  if (raw.value === null || raw.quality === 'bad' || raw.quality === 'stale') return raw
  const value = converted(source, type, params, raw.value)
  return raw.quality === 'good' || value.quality !== 'good' ? value : { ...raw, value: value.value }
}

function converted(
  source: FieldSource,
  type: 'number' | 'boolean' | 'text',
  params: Params,
  raw: Scalar,
): ChannelValue {
  if (source.words !== undefined) {
    const word = source.words[String(raw)]
    return word === undefined ? bad('unknown-word') : good(word)
  }
  if (type === 'text') return good(String(raw))
  const number = numeric(raw)
  if (type === 'boolean') return truth(source, raw, number)
  if (number === undefined) return bad('not-a-number')
  const sentinel = source.sentinels?.find((each) => each.raw === number)
  if (sentinel !== undefined) return bad(sentinel.reason)
  const picked = source.mask === undefined ? number : (number & source.mask) >> (source.shift ?? 0)
  const scale = numberOf(source.scale ?? 1, params)
  const offset = numberOf(source.offset ?? 0, params)
  if (scale === undefined || offset === undefined) return bad('not-configured')
  return good(scaled(picked, scale, offset))
}

function numeric(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'string' && DECIMAL.test(value.trim())) return Number(value)
  return undefined
}

function truth(source: FieldSource, value: Scalar, number: number | undefined): ChannelValue {
  if (typeof value === 'boolean') return good(value)
  if (number === undefined) return bad('unknown-word')
  return good(source.mask === undefined ? number !== 0 : (number & source.mask) !== 0)
}

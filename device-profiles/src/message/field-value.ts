import type { FieldSource } from '../channel.ts'
import { numberOf, type Params } from '../params.ts'
import { bad, type ChannelValue, good, scaled } from '../value.ts'
import type { Scalar } from '../words.ts'

type ValueType = 'number' | 'boolean' | 'text'

const DECIMAL = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$/

/** False where the field says nothing about the channel: one of its `others`. */
export const isNews = ({ others, words }: FieldSource, raw: ChannelValue): boolean =>
  others === undefined || raw.quality !== 'good' || words?.[String(raw.value)] !== undefined

/** Reads a raw field as the value of a channel. */
export type FieldReader = (raw: ChannelValue) => ChannelValue

/** Words, sentinels, bits, scale and offset, in that order, looked up once. The doubt of the raw field stays. */
export function fieldReader(source: FieldSource, type: ValueType, params: Params): FieldReader {
  const convert = converter(source, type, params)
  const { words, mask, sentinels, scale, offset } = source
  const plain = type === 'number' && [words, mask, sentinels, scale, offset].every((each) => each === undefined)
  return (raw) => {
    const { value: said, quality } = raw
    if (said === null || quality === 'bad' || quality === 'stale') return raw
    // A number that nothing is done to stands as it is; zero may be minus zero.
    if (plain && typeof said === 'number' && said !== 0 && Number.isFinite(said)) return raw
    const value = convert(said)
    return quality === 'good' || value.quality !== 'good' ? value : { ...raw, value: value.value }
  }
}

function converter(source: FieldSource, type: ValueType, params: Params): (raw: Scalar) => ChannelValue {
  const { words, mask, shift = 0, sentinels = [] } = source
  if (words !== undefined)
    return (raw) => {
      const word = words[String(raw)]
      return word === undefined ? bad('unknown-word') : good(word)
    }
  if (type === 'text') return (raw) => good(String(raw))
  if (type === 'boolean') return (raw) => truth(mask, raw)
  const scale = numberOf(source.scale ?? 1, params)
  const offset = numberOf(source.offset ?? 0, params)
  return (raw) => {
    const number = numeric(raw)
    if (number === undefined) return bad('not-a-number')
    for (const sentinel of sentinels) if (sentinel.raw === number) return bad(sentinel.reason)
    if (scale === undefined || offset === undefined) return bad('not-configured')
    return good(scaled(mask === undefined ? number : (number & mask) >> shift, scale, offset))
  }
}

function numeric(value: Scalar): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'string' && DECIMAL.test(value.trim())) return Number(value)
  return undefined
}

function truth(mask: number | undefined, value: Scalar): ChannelValue {
  if (typeof value === 'boolean') return good(value)
  const number = numeric(value)
  if (number === undefined) return bad('unknown-word')
  return good(mask === undefined ? number !== 0 : (number & mask) !== 0)
}

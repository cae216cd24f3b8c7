import { defineErrors } from './errors.ts'

/**
 * The deterministic subset of CBOR (RFC 8949 §4.2) that COSE messages here are made of: integers to 2^53,
 * byte and text strings, arrays, maps, tags, true, false, null. The decoder is strict: shortest forms,
 * definite lengths, no duplicate keys, no trailing bytes, bounded depth and number of items.
 */
export type Cbor = number | string | boolean | null | Uint8Array | Cbor[] | CborMap | CborTag
export type CborMap = Map<number | string, Cbor>
export class CborTag {
  readonly tag: number
  readonly value: Cbor
  constructor(tag: number, value: Cbor) {
    this.tag = tag
    this.value = value
  }
}

const MAX_DEPTH = 16
/** A COSE message with all its headers has some thirty; a few bytes must not become a million maps. */
const MAX_ITEMS = 1024
export const fail = defineErrors({
  CBOR_MALFORMED: { status: 400, zh: 'CBOR 编码错误', en: 'malformed CBOR: {name}' },
})
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

function head(major: number, value: number): Uint8Array {
  const top = major << 5
  if (value < 24) return Uint8Array.of(top | value)
  if (value < 0x100) return Uint8Array.of(top | 24, value)
  if (value < 0x10000) return Uint8Array.of(top | 25, value >> 8, value & 0xff)
  const bytes = new Uint8Array(value < 0x100000000 ? 5 : 9)
  const view = new DataView(bytes.buffer)
  bytes[0] = top | (bytes.length === 5 ? 26 : 27)
  if (bytes.length === 5) view.setUint32(1, value)
  else view.setBigUint64(1, BigInt(value))
  return bytes
}

export function concat(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const compareBytes = (a: Uint8Array, b: Uint8Array): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Encodes with shortest heads and map keys in bytewise order of their encoding. */
export function encodeCbor(value: Cbor): Uint8Array {
  if (value === null) return Uint8Array.of(0xf6)
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xf5 : 0xf4)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw fail('CBOR_MALFORMED', { name: `not an integer: ${value}` })
    return value >= 0 ? head(0, value) : head(1, -1 - value)
  }
  if (typeof value === 'string') {
    const text = encoder.encode(value)
    return concat([head(3, text.length), text])
  }
  if (value instanceof Uint8Array) return concat([head(2, value.length), value])
  if (Array.isArray(value)) return concat([head(4, value.length), ...value.map(encodeCbor)])
  if (value instanceof CborTag) return concat([head(6, value.tag), encodeCbor(value.value)])
  const pairs = [...value].map(([key, item]) => ({ key: encodeCbor(key), item: encodeCbor(item) }))
  pairs.sort((a, b) => compareBytes(a.key, b.key))
  return concat([head(5, value.size), ...pairs.flatMap(({ key, item }) => [key, item])])
}

class Reader {
  private at = 0
  private items = 0
  private readonly bytes: Uint8Array
  private readonly view: DataView
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  private bad(name: string) {
    return fail('CBOR_MALFORMED', { name, place: `byte ${this.at}` })
  }

  private take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw this.bad('ends too early')
    const slice = this.bytes.subarray(this.at, this.at + length)
    this.at += length
    return slice
  }

  private argument(info: number): number {
    if (info < 24) return info
    const start = this.at
    let value: number
    let smallest: number
    if (info === 24) [value, smallest] = [this.take(1)[0] ?? 0, 24]
    else if (info === 25) [value, smallest] = [this.take(2) && this.view.getUint16(start), 0x100]
    else if (info === 26) [value, smallest] = [this.take(4) && this.view.getUint32(start), 0x10000]
    else if (info === 27) [value, smallest] = [this.take(8) && Number(this.view.getBigUint64(start)), 0x100000000]
    else throw this.bad('indefinite or reserved length')
    if (value < smallest) throw this.bad('not the shortest form')
    if (!Number.isSafeInteger(value)) throw this.bad('integer past 2^53')
    return value
  }

  item(depth: number): Cbor {
    if (depth > MAX_DEPTH) throw this.bad('nested too deep')
    if (++this.items > MAX_ITEMS) throw this.bad('too many items')
    const initial = this.take(1)[0] ?? 0
    const major = initial >> 5
    if (major === 7) return this.simple(initial & 31)
    const value = this.argument(initial & 31)
    switch (major) {
      case 0:
        return value
      case 1:
        return -1 - value
      case 2:
        return this.take(value)
      case 3:
        return this.text(value)
      case 4:
        return this.array(value, depth)
      case 5:
        return this.map(value, depth)
      default:
        return new CborTag(value, this.item(depth + 1))
    }
  }

  private simple(info: number): Cbor {
    if (info === 20) return false
    if (info === 21) return true
    if (info === 22) return null
    throw this.bad('unsupported simple value or float')
  }

  private text(length: number): string {
    const bytes = this.take(length)
    try {
      return decoder.decode(bytes)
    } catch {
      throw this.bad('text is not UTF-8')
    }
  }

  private array(length: number, depth: number): Cbor[] {
    if (length > this.bytes.length - this.at) throw this.bad('array longer than its message')
    const items: Cbor[] = []
    // The length is what a stranger says: nothing is set aside for it.
    while (items.length < length) items.push(this.item(depth + 1))
    return items
  }

  private map(length: number, depth: number): CborMap {
    const map: CborMap = new Map()
    for (let i = 0; i < length; i++) {
      const key = this.item(depth + 1)
      if (typeof key !== 'number' && typeof key !== 'string') throw this.bad('map key is neither integer nor text')
      if (map.has(key)) throw this.bad(`key ${key} stands twice`)
      map.set(key, this.item(depth + 1))
    }
    return map
  }

  end(): void {
    if (this.at !== this.bytes.length) throw this.bad('trailing bytes')
  }
}

/** Decodes exactly one item; throws `CBOR_MALFORMED` with the byte position. */
export function decodeCbor(bytes: Uint8Array): Cbor {
  const reader = new Reader(bytes)
  const value = reader.item(0)
  reader.end()
  return value
}

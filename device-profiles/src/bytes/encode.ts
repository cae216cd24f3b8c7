import type { Value } from '@zaojun/core'
import type { ByteLayout } from './layout.ts'

/** The payload that decodes to these fields, for the simulator; an item whose field is not given is left out by its flag. */
export function encodeBytes(layout: ByteLayout, fields: Record<string, Value>): Uint8Array {
  const out: number[] = []
  const number = (name: string): number => Number(fields[name] ?? 0)
  for (const item of layout) {
    if ('packed' in item) {
      const bytes = new Uint8Array(Math.ceil((item.bits * item.count) / 8))
      for (let n = 0; n < item.count; n++)
        for (let bit = 0; bit < item.bits; bit++) {
          const place = n * item.bits + bit
          const on = (Math.round(number(`${item.packed}-${n + 1}`)) >> bit) & 1
          bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (on << (place & 7))
        }
      out.push(...bytes)
      continue
    }
    if (item.when !== undefined) {
      const { at, mask, is } = item.when
      const wanted = 'field' in item && fields[item.field] !== undefined && fields[item.field] !== null
      if (wanted) out[at] = ((out[at] ?? 0) & ~mask) | is
      if (((out[at] ?? 0) & mask) !== is) continue
    }
    if ('skip' in item) out.push(...new Array<number>(item.skip).fill(0))
    else out.push(...numberBytes(item.type, item.order !== 'big', number(item.field)))
  }
  return Uint8Array.from(out)
}

type FieldType = Extract<ByteLayout[number], { field: string }>['type']

function numberBytes(type: FieldType, little: boolean, value: number): number[] {
  const view = new DataView(new ArrayBuffer(4))
  const whole = Math.round(value)
  if (type === 'float32') view.setFloat32(0, value, little)
  else if (type === 'float-11073')
    view.setUint32(0, ((Math.round(value * 100) & 0xffffff) | (0xfe << 24)) >>> 0, little)
  else if (type === 'uint8' || type === 'int8') return [whole & 0xff]
  else if (type === 'uint16' || type === 'int16') {
    view.setUint16(0, whole & 0xffff, little)
    return [view.getUint8(0), view.getUint8(1)]
  } else if (type === 'uint24') {
    const bytes = [whole & 0xff, (whole >> 8) & 0xff, (whole >> 16) & 0xff]
    return little ? bytes : bytes.reverse()
  } else view.setUint32(0, whole >>> 0, little)
  return [0, 1, 2, 3].map((at) => view.getUint8(at))
}

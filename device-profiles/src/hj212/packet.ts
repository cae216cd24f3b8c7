import { crcOf } from './crc.ts'

/** One packet of HJ 212, its data segment taken apart. */
export type Packet = {
  /** 17 digits that name the exchange; '' in the edition of 2005, which may leave them out. */
  qn: string
  /** System and command. */
  st: string
  cn: string
  password: string
  mn: string
  /** Six bits of version, whether it is numbered, whether it is to be acknowledged. */
  version: number
  numbered: boolean
  acknowledge: boolean
  /** Of a split message: how many packets, which this is, from 1. */
  pnum: number
  pno: number
  /** `RF=1` of 2025: sent again, or later than it was measured. */
  again: boolean
  /** Between the `&&`. */
  cp: string
}

const DATA = /^(.*?)CP=&&(.*)&&$/s
const MN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const FLAG_NUMBERED = 2
const FLAG_ACKNOWLEDGE = 1
const MOST_PARTS = 9999
const ENCODER = new TextEncoder()

/** Takes a data segment apart; `not-a-packet` where it is none, `encrypted` where its data need a key. */
export function parsePacket(data: string): Packet | { error: string } {
  const [, head, cp] = DATA.exec(data) ?? []
  if (head === undefined || cp === undefined) return { error: 'not-a-packet' }
  const fields = new Map<string, string>()
  for (const part of head.split(';')) {
    const at = part.indexOf('=')
    if (at > 0) fields.set(part.slice(0, at).trim(), part.slice(at + 1).trim())
  }
  const mn = fields.get('MN') ?? ''
  const cn = fields.get('CN') ?? ''
  if (!MN.test(mn) || !/^[0-9]{4}$/.test(cn)) return { error: 'not-a-packet' }
  if (cp.startsWith('{0x')) return { error: 'encrypted' }
  const flag = small(fields.get('Flag'), 255) ?? 0
  const numbered = (flag & FLAG_NUMBERED) !== 0 && fields.has('PNUM')
  return {
    qn: fields.get('QN') ?? '',
    st: fields.get('ST') ?? '',
    cn,
    password: fields.get('PW') ?? '',
    mn,
    version: flag >> 2,
    numbered,
    acknowledge: (flag & FLAG_ACKNOWLEDGE) !== 0,
    pnum: numbered ? (small(fields.get('PNUM'), MOST_PARTS) ?? 1) : 1,
    pno: numbered ? (small(fields.get('PNO'), MOST_PARTS) ?? 1) : 1,
    again: fields.get('RF') === '1',
    cp,
  }
}

/** A whole packet as it goes over the wire. `pnum` above 1 numbers it; an empty `qn` is left out. */
export function writePacket(packet: Packet): Uint8Array {
  const { qn, st, cn, password, mn, version, acknowledge, pnum, pno, again, cp } = packet
  const numbered = pnum > 1
  const flag = (version << 2) | (numbered ? FLAG_NUMBERED : 0) | (acknowledge ? FLAG_ACKNOWLEDGE : 0)
  const parts = [
    ...(qn === '' ? [] : [`QN=${qn}`]),
    `ST=${st}`,
    `CN=${cn}`,
    `PW=${password}`,
    `MN=${mn}`,
    `Flag=${flag}`,
    ...(numbered ? [`PNUM=${pnum}`, `PNO=${pno}`] : []),
    ...(again ? ['RF=1'] : []),
    `CP=&&${cp}&&`,
  ]
  const data = parts.join(';')
  return ENCODER.encode(`##${String(data.length).padStart(4, '0')}${data}${crcOf(ENCODER.encode(data))}\r\n`)
}

function small(text: string | undefined, most: number): number | undefined {
  return text !== undefined && /^[0-9]{1,4}$/.test(text) && Number(text) <= most ? Number(text) : undefined
}

import type { Kind, KindPoint } from '@zaojun/device-profiles'
import { Misuse } from './verb.ts'

export const SKELETON_TRANSPORTS = ['modbus', 'mqtt', 'http'] as const
export type SkeletonTransport = (typeof SKELETON_TRANSPORTS)[number]

const BITS_A_WORD = 15
const MOST_DECIMALS_OF_16_BITS = 3
type Row = { key: string; point: KindPoint; from: string; nominal: number | boolean | string }

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const bilingual = ({ zh, en }: { zh: string; en: string }): string => `{ zh: ${quoted(zh)}, en: ${quoted(en)} }`

/** What a skeleton's unit reads: plain values that fit the point. */
function nominalOf({ value, states = {}, decimals = 0 }: KindPoint): number | boolean | string {
  if (value === 'boolean') return false
  if (value === 'number') return decimals > 0 ? 1 + 10 ** -decimals : 1
  return Object.keys(states)[0] ?? 'text'
}

/** Every point of the kind on a register of its own, from 0x0000; booleans share words. */
function registerRows(kind: Kind): Row[] {
  const rows: Row[] = []
  const points = Object.entries(kind.points)
  let address = 0
  for (const [key, point] of points.filter(([, { value }]) => value !== 'boolean')) {
    const states = Object.keys(point.states ?? {})
    if (point.value === 'text' && states.length === 0) {
      if (!point.optional)
        throw new Misuse(`${key} 是文字，寄存器放不下；用 --transport mqtt / ${key} is a text, no register holds it`)
      continue
    }
    const wide = (point.decimals ?? 0) > MOST_DECIMALS_OF_16_BITS
    const words = states.map((state, index) => `'${index}': ${quoted(state)}`).join(', ')
    const scale = (point.decimals ?? 0) > 0 ? `, scale: ${Number((10 ** -(point.decimals ?? 0)).toFixed(6))}` : ''
    const rest =
      point.value === 'text' ? `type: uint16, words: { ${words} }` : `type: ${wide ? 'int32' : 'int16'}${scale}`
    rows.push({ key, point, nominal: nominalOf(point), from: `{ table: input, address: ${address}, ${rest} }` })
    address += wide ? 2 : 1
  }
  let bit = 0
  for (const [key, point] of points.filter(([, { value }]) => value === 'boolean')) {
    const place = address + Math.floor(bit / BITS_A_WORD)
    const mask = `0x${(1 << (bit % BITS_A_WORD)).toString(16).toUpperCase().padStart(4, '0')}`
    rows.push({ key, point, nominal: false, from: `{ table: input, address: ${place}, type: uint16, mask: ${mask} }` })
    bit++
  }
  return rows
}

const fieldRows = (kind: Kind): Row[] =>
  Object.entries(kind.points).map(([key, point]) => ({
    key,
    point,
    nominal: nominalOf(point),
    from: `{ field: ${key} }`,
  }))

function channelText({ key, point, from, nominal }: Row): string {
  const lines = [
    `  ${key}:${point.optional ? '  # 可选，没有就删去 / optional: delete the row where the model lacks it' : ''}`,
    `    name: ${bilingual(point.name)}`,
    `    value: ${point.value}`,
    ...(point.unit === undefined ? [] : [`    unit: ${quoted(point.unit)}`]),
    `    from: ${from}`,
    `    simulate: { nominal: ${typeof nominal === 'string' ? quoted(nominal) : nominal} }`,
  ]
  return lines.join('\n')
}

const SECTIONS: Record<SkeletonTransport, { transports: string; text: string }> = {
  modbus: {
    transports: '[modbus-rtu, modbus-tcp, modbus-rtu-over-tcp]',
    text: `line: { baudRate: 9600, dataBits: 8, parity: none, stopBits: 1 }
# 轮询周期、应答时限、两次请求间的静默（毫秒）/ poll interval, answer time, silence between requests, in ms
modbus: { pollMs: 5000, answerWithinMs: 300, gapMs: 20 }`,
  },
  mqtt: {
    transports: '[mqtt]',
    text: `# {address} 是设备在总线上的名字 / {address} is what the unit is called on its bus
mqtt:
  topics:
    report: { topic: 'devices/{address}/report', format: json }
  silenceMs: 60000`,
  },
  http: { transports: '[http]', text: 'http: { adapter: json, silenceMs: 60000 }' },
}

/** The text of a new profile without its vectors: every point of the kind, to be corrected row by row. */
export function skeleton(kind: Kind, id: string, transport: SkeletonTransport): string {
  const rows = transport === 'modbus' ? registerRows(kind) : fieldRows(kind)
  const { transports, text } = SECTIONS[transport]
  return `# yaml-language-server: $schema=../../schema/profile.schema.json
# 逐行改成说明书上的样子，再运行 / correct row by row from the manual, then run: zaojun profile lint
id: ${id}
version: 0.1.0
kinds: [${kind.id}]
name: { zh: ${quoted(`${kind.name.zh} ${id}`)}, en: ${quoted(`${kind.name.en} ${id}`)} }
maker: unknown 未填
models: ['unknown 未填']
source:
  - 'TODO: document, version and page each row was read from 文件、版本、页码'
# 有说明书或重算过的帧作证才改为 true；之前不写出任何命令 / true only with proof; until then no order goes out
verified: false
transports: ${transports}
positions: 1
${text}
channels:
${rows.map(channelText).join('\n')}
bindings:
  ${kind.id}:
${rows.map(({ key }) => `    ${key}: ${key}`).join('\n')}
`
}

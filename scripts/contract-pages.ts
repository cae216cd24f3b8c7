import type { Bilingual } from '@zaojun/core'
import { type Channel, type Kind, loadCatalogue, type Profile, type RegisterSource } from '@zaojun/device-profiles'

const GENERATED = '<!-- 由型号与种类生成 / generated from kinds and profiles: npm run generate -->'
type Rows = string[][]

const both = ({ zh, en }: Bilingual): string => `${zh} · ${en}`
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const hex = (value: number): string => `0x${value.toString(16).toUpperCase().padStart(4, '0')}`
const code = (text: string): string => `\`${text}\``

function table(head: string[], rows: Rows): string[] {
  if (rows.length === 0) return []
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line), '']
}

/** `docs/reference-contract/…`: one page for each kind and an index. */
export function contractPages(): Map<string, string> {
  const { kinds, profiles } = loadCatalogue()
  const all = [...kinds.values()]
  const pages = all.map((kind): [string, string] => [
    `docs/reference-contract/${kind.id}.md`,
    page(kind, profiles.get(`zaojun-contract-${kind.id}`), profiles.get(`zaojun-contract-${kind.id}-mqtt`)),
  ])
  return new Map([['docs/reference-contract/README.md', index(all, profiles)], ...pages])
}

function index(kinds: Kind[], profiles: ReadonlyMap<string, Profile>): string {
  const has = (id: string) => (profiles.has(id) ? '✓' : '')
  const rows = kinds.map(({ id, name, clauses }) => [
    `[${code(id)}](${id}.md)`,
    name.zh,
    name.en,
    has(`zaojun-contract-${id}`),
    has(`zaojun-contract-${id}-mqtt`),
    has(`zaojun-contract-${id}-http`),
    clauses.join(' '),
  ])
  return [
    GENERATED,
    '',
    '# 各种类的参考约定 · The reference contract, kind by kind',
    '',
    '通则见 [reference-contract.md](../reference-contract.md)。The rules that hold for all: [reference-contract.md](../reference-contract.md).',
    '',
    ...table(['种类 kind', '名称', 'name', 'Modbus', 'MQTT', 'HTTP', '条款 clauses'], rows),
  ].join('\n')
}

function page(kind: Kind, registers: Profile | undefined, messages: Profile | undefined): string {
  return [
    GENERATED,
    '',
    `# ${both(kind.name)} ${code(kind.id)}`,
    '',
    kind.description.zh,
    '',
    kind.description.en,
    '',
    ...pointsPart(kind),
    ...eventsPart(kind),
    ...ordersPart(kind, registers),
    ...(registers === undefined ? [] : registersPart(registers)),
    ...(messages === undefined ? [] : messagesPart(messages)),
  ].join('\n')
}

/** What a point may do to people, as the contract words it. */
function safety({ onlyTo, harmsPeople, tells }: Kind['points'][string]): string {
  if (onlyTo !== undefined) return `远程只能变为 ${onlyTo} · by remote only to ${onlyTo}`
  if (harmsPeople) return '有人或门未关时不得启动 · never on while somebody is present or a door open'
  if (tells === 'person-present') return '说明房间是否有人 · tells whether somebody is in the room'
  return tells === 'door-open' ? '说明门是否打开 · tells whether a door is open' : ''
}

const wordsText = (states: Record<string, Bilingual> = {}): string =>
  Object.entries(states)
    .map(([word, name]) => `${code(word)} ${both(name)}`)
    .join('；')

function pointsPart(kind: Kind): string[] {
  const rows = Object.entries(kind.points).map(([key, point]) => [
    code(key),
    both(point.name),
    point.value,
    point.unit === undefined ? '' : code(point.unit),
    point.optional ? '' : '必须 · required',
    [wordsText(point.states), safety(point)].filter((text) => text !== '').join('；'),
  ])
  return [
    '## 点 · Points',
    '',
    ...table(['点 point', '名称 name', '值 value', '单位 unit (UCUM)', '', '说明 notes'], rows),
  ]
}

function eventsPart(kind: Kind): string[] {
  const lines = Object.entries(kind.events ?? {}).flatMap(([key, { name, fields, pictures }]) => {
    const rows = Object.entries(fields).map(([field, spec]) => [
      code(field),
      both(spec.name),
      spec.value,
      spec.unit === undefined ? '' : code(spec.unit),
      [
        wordsText(spec.states),
        spec.person ? '人员在设备上的编号 · the person’s number at the device' : '',
        spec.personal ? `个人信息 · personal: ${spec.personal.purpose}, ${spec.personal.retentionDays} d` : '',
      ]
        .filter((text) => text !== '')
        .join('；'),
    ])
    const shown =
      pictures === undefined ? [] : [`图片 · pictures: ${both(pictures.name)}, ${pictures.retentionDays} d`, '']
    return [
      `### ${code(key)} ${both(name)}`,
      '',
      ...table(['字段 field', '名称 name', '值 value', '单位 unit', '说明 notes'], rows),
      ...shown,
    ]
  })
  return lines.length === 0 ? [] : ['## 事件 · Events', '', ...lines]
}

function ordersPart(kind: Kind, registers: Profile | undefined): string[] {
  const rows = Object.entries(kind.commands ?? {}).map(([key, { name, value, unit = '', min, max }]) => {
    const spec = registers?.commands?.[key]
    const [channel = ''] = spec?.channels ?? []
    const from = registers?.channels[channel]?.from
    const written =
      from !== undefined && 'table' in from ? `${from.table} ${hex(from.address)} = ${wireValue(from, spec?.to)}` : ''
    return [code(key), both(name), value === undefined ? '' : `${min ?? ''}–${max ?? ''} ${unit}`, written]
  })
  return rows.length === 0
    ? []
    : ['## 命令 · Orders', '', ...table(['命令 order', '名称 name', '值 value', 'Modbus'], rows)]
}

function wireValue(from: RegisterSource, to: unknown): string {
  if (from.table !== 'coil') return 'value'
  return (from.trueWhen === 'off' ? !to : to) ? '1 (FF00)' : '0 (0000)'
}

const TABLES = {
  input: '输入寄存器 · Input registers (04)',
  coil: '线圈 · Coils (01, 05)',
  holding: '设定值 · Set points, holding registers (03, 06)',
  discrete: '离散输入 · Discrete inputs (02)',
} as const

function registersPart(profile: Profile): string[] {
  const { modbus, channels, source } = profile
  const notes = source.slice(1).map((text) => `- ${text}`)
  const tables = (['input', 'coil', 'holding', 'discrete'] as const).flatMap((name) => {
    const rows = Object.entries(channels)
      .flatMap(([key, channel]) =>
        'table' in channel.from && channel.from.table === name ? [{ key, channel, from: channel.from }] : [],
      )
      .sort((a, b) => a.from.address - b.from.address || (a.from.mask ?? 0) - (b.from.mask ?? 0))
      .map(({ key, channel, from }) => registerRow(key, channel, from))
    const head = [
      '地址 address',
      '通道 channel',
      '名称 name',
      '类型 type',
      '值 = 原始 × value = raw ×',
      '单位 unit',
      '范围与含义 range and words',
    ]
    return rows.length === 0 ? [] : [`### ${TABLES[name]}`, '', ...table(head, rows)]
  })
  return [
    `## Modbus ${code(profile.id)}`,
    '',
    `轮询 ${modbus?.pollMs} ms，应在 ${modbus?.answerWithinMs} ms 内应答。Polled every ${modbus?.pollMs} ms; the answer begins within ${modbus?.answerWithinMs} ms.`,
    '',
    ...notes,
    '',
    ...tables,
  ]
}

function registerRow(key: string, channel: Channel, from: RegisterSource): string[] {
  const words = Object.entries(from.words ?? {}).map(([raw, word]) => `${raw} ${code(String(word))}`)
  const range =
    channel.min === undefined && channel.max === undefined ? [] : [`${channel.min ?? ''}…${channel.max ?? ''}`]
  const bit = from.mask === undefined ? [] : [`b${Math.log2(from.mask & -from.mask)}`]
  const inverted = from.trueWhen === 'off' ? ['0 = true'] : []
  const scale = typeof from.scale === 'number' ? String(from.scale) : channel.value === 'number' ? '1' : ''
  return [
    hex(from.address),
    code(key),
    both(channel.name),
    from.type,
    scale,
    channel.unit === undefined ? '' : code(channel.unit),
    [...bit, ...inverted, ...range, ...words].join(', '),
  ]
}

/** The messages of the derived profile's own vectors: what they show has been decoded and encoded by a test. */
function messagesPart(profile: Profile): string[] {
  const topics = profile.mqtt?.topics ?? {}
  const lines = profile.vectors.flatMap((vector) => {
    if ('message' in vector && 'json' in vector.message && vector.error === undefined)
      return example(`${vector.title} → ${code(vector.topic ?? '')}`, JSON.stringify(vector.message.json))
    if ('sends' in vector && 'text' in vector.sends)
      return example(`${vector.title} → ${code(vector.topic ?? '')}`, filled(vector.sends.text))
    return []
  })
  return [
    `## MQTT 与 HTTP · MQTT and HTTP ${code(profile.id)}`,
    '',
    `主题 · topics: ${Object.values(topics)
      .map(({ topic }) => code(topic))
      .join(', ')}。HTTP：${code('POST /push/{address}')}，同样的 JSON · the same JSON。`,
    '',
    ...lines,
  ]
}

/** An order as it goes out: with an id, and the time after which it is too late. */
const filled = (text: string): string =>
  text.replace('"id":""', '"id":"o-1"').replace('"expires":""', '"expires":"2026-11-23T04:00:05.000Z"')

const example = (title: string, text: string): string[] => [`${title}`, '', '```json', text, '```', '']

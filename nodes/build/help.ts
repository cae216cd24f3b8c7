import type { Kind, KindPoint } from '@zaojun/device-profiles/kind'

export type Tongue = 'zh' | 'en'
type Named = { name: { zh: string; en: string } }

/** Help of a kind's node: the template of all device nodes with this kind's points, commands, events and examples. */
export function helpOf(kind: Kind, template: string, tongue: Tongue): string {
  const { description, points, commands = {}, events = {} } = kind
  const line = (key: string, { name }: Named, rest: string) =>
    `<li>${escapeHtml(name[tongue])} <code>${key}</code>${escapeHtml(rest)}</li>`
  const list = <T extends Named>(items: Record<string, T>, rest: (item: T) => string) =>
    `<ul>\n${Object.entries(items)
      .map(([key, item]) => line(key, item, rest(item)))
      .join('\n')}\n</ul>`
  const word = (zh: string, en: string) => (tongue === 'zh' ? zh : en)

  const orders = list(commands, ({ value, min, max, unit }) => {
    if (value === undefined) return ''
    const range = min === undefined || max === undefined ? '' : ` ${min}…${max}`
    return `${word('，', ', ')}msg.value${range}${unit === undefined ? '' : ` ${unitOf({ unit })}`}`
  })
  const happenings = list(events, ({ fields }) => {
    const open = Object.entries(fields).filter(([, { personal }]) => personal === undefined)
    const kept = Object.keys(fields).length - open.length
    const apart = word(`；另有 ${kept} 项个人信息单独保存`, `; ${kept} personal fields are kept apart`)
    return `${word('：', ': ')}${open.map(([key]) => key).join(', ')}${kept === 0 ? '' : apart}`
  })
  const section = (title: string, body: string, has: object) =>
    Object.keys(has).length === 0 ? '' : `<h3>${title}</h3>\n${body}`
  const parts: Record<string, string> = {
    __DESCRIPTION__: escapeHtml(description[tongue]),
    __POINTS__: list(points, (point) => pointText(point, tongue)),
    __COMMANDS__: section(word('命令', 'Commands'), orders, commands),
    __EVENTS__: section(word('事件', 'Events'), happenings, events),
    __EXAMPLE__: `<pre>${escapeHtml(exampleMessages(kind).join('\n'))}</pre>`,
  }
  return template.replace(/__[A-Z]+__/g, (mark) => parts[mark] ?? mark)
}

/** Unit, words of the states, and whether every model has it. */
function pointText(point: KindPoint, tongue: Tongue): string {
  const unit = unitOf(point)
  const states = Object.entries(point.states ?? {}).map(([key, words]) => `${key} ${words[tongue]}`)
  const some = tongue === 'zh' ? '部分型号' : 'some models'
  const facts = [unit, states.join(', '), point.optional === true ? some : ''].filter((fact) => fact !== '')
  return facts.length === 0 ? '' : ` (${facts.join('; ')})`
}

const unitOf = ({ unit, unitText }: Pick<KindPoint, 'unit' | 'unitText'>): string =>
  unitText ?? (unit === 'Cel' ? '°C' : (unit ?? ''))

/** One message of each sort that leaves or enters the node. */
function exampleMessages({ id, points, commands = {}, events = {} }: Kind): string[] {
  const [point] = Object.entries(points).toSorted(([, a], [, b]) => Number(b.main ?? false) - Number(a.main ?? false))
  const [event] = Object.keys(events)
  const [order] = Object.entries(commands)
  const lines: object[] = []
  if (point !== undefined) lines.push({ topic: `${id}-1/${point[0]}`, payload: exampleValue(point[1]) })
  if (event !== undefined) lines.push({ topic: `${id}-1/${event}`, payload: {} })
  if (order !== undefined) lines.push({ command: order[0], ...sampleValue(order[1]) })
  return lines.map((line) => JSON.stringify(line).replace('"payload":{}', '"payload":{…}'))
}

function exampleValue({ value, states = {}, decimals = 0 }: KindPoint): number | boolean | string {
  if (value === 'boolean') return false
  return value === 'text' ? (Object.keys(states)[0] ?? '…') : Number((21.5).toFixed(decimals))
}

/** The value an example gives with a command: the middle of what it allows. */
export function sampleValue(command: { value?: string; min?: number; max?: number }): {
  value?: number | string | boolean
} {
  if (command.value === undefined) return {}
  if (command.value !== 'number') return { value: command.value === 'text' ? '你好 hello' : true }
  return { value: Number((((command.min ?? 0) + (command.max ?? 0)) / 2).toPrecision(2)) }
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

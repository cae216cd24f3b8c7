import type { Kind } from '@zaojun/device-profiles/kind'
import { laidOut, type Placed } from './grid.ts'
import * as parts from './parts.ts'
import type { Action, Condition, Rule, Scene } from './scene.ts'

/** What a scene stands on: the devices of the kitchen, and what their kinds say. */
export type Ground = {
  zoneName: { zh: string; en: string }
  devices: parts.Device[]
  kinds: ReadonlyMap<string, Kind>
}

/** The nodes of one scene's tab: its devices on the left, what each sets going to the right of it. */
export function compileScene(scene: Scene, ground: Ground): parts.Part[] {
  const tab = `${scene.zone}-scene`
  return [
    {
      id: tab,
      type: 'tab',
      label: `${ground.zoneName.zh} ${ground.zoneName.en}`,
      disabled: false,
      info: `${scene.about.zh}\n\n${scene.about.en}`,
    },
    ...laidOut(tab, new SceneDrawing(scene, ground).draw()),
  ]
}

/** Draws a scene row by row. */
class SceneDrawing {
  private readonly placed: Placed[] = []
  /** `device/point` whose present value is asked for, in the order of the first asking. */
  private readonly kept = new Set<string>()
  private readonly scene: Scene
  private readonly ground: Ground
  private row = 0
  private parts = 0

  constructor(scene: Scene, ground: Ground) {
    this.scene = scene
    this.ground = ground
  }

  draw(): Placed[] {
    const { zone, rules } = this.scene
    const here = this.ground.devices.filter((device) => device.zone === zone)
    const ruled = (id: string) => rules.filter(({ when }) => 'device' in when && when.device === id)
    for (const device of here) {
      const own = ruled(device.id)
      if (own.length > 0) this.device(device, own)
    }
    for (const rule of rules) if (!('device' in rule.when)) this.byHand(rule)
    this.keepers()
    const rest = here.filter(({ id }) => ruled(id).length === 0)
    if (rest.length > 0) this.recordedOnly(rest)
    const drawn = new Set(here.map(({ id }) => id))
    for (const { when } of rules)
      if ('device' in when && !drawn.has(when.device)) throw new Error(`${zone}: no device ${when.device} stands here`)
    return this.placed
  }

  private device(device: parts.Device, rules: Rule[]): void {
    const source = this.put(parts.devicePart(`node-${device.id}`, device), this.row + 1, 0)
    if (this.kindOf(device.id).commands !== undefined) source.wires.push([])
    for (const rule of rules) this.rule(rule, source, 1)
  }

  private byHand(rule: Rule): void {
    const { when } = rule
    if (!('button' in when || 'daily' in when)) return
    const name = 'button' in when ? when.button.zh : `每天 ${when.daily}`
    const source = this.put(
      parts.injected(this.id('inject'), name, 'daily' in when ? when.daily : undefined),
      this.row + 1,
      0,
    )
    this.rule(rule, source, 1)
  }

  /** A line of words, and below it the chain from the source to what is done. */
  private rule(rule: Rule, source: Placed, from: number): void {
    const { when } = rule
    this.put(parts.comment(this.id('about'), rule.about), this.row, from)
    this.row += 1
    const chain = [
      ...('point' in when ? this.pointChain(when) : 'event' in when ? this.eventChain(when) : []),
      ...(rule.while ?? []).map((condition) => this.holds(condition)),
      ...this.noted(rule),
    ]
    let last = source
    let column = from
    for (const part of chain) last = this.after(last, part, this.row, column++)
    const about = 'device' in when ? when.device : ''
    for (const action of rule.then) {
      this.act(action, about, last, column)
      this.row += 1
    }
  }

  private pointChain(when: Condition & { forSeconds?: number }): parts.Part[] {
    const { device, point, is, forSeconds } = when
    const chain = [parts.onlyTopic(this.id('point'), this.pointName(device, point), `${device}/${point}`)]
    const plain = is !== undefined && !Array.isArray(is) && forSeconds === undefined
    if (!plain) chain.push(parts.compare(this.id('compare'), this.words(when), when))
    chain.push(parts.onlyNews(this.id('news')))
    if (forSeconds !== undefined) chain.push(parts.lasting(this.id('lasting'), forSeconds))
    else chain.push(parts.equalTo(this.id('is'), plain ? this.words(when) : '成立', 'payload', plain ? is : true))
    return chain
  }

  private eventChain({ device, event, where = {} }: { device: string; event: string; where?: object }): parts.Part[] {
    const spec = this.kindOf(device).events?.[event]
    if (spec === undefined) throw new Error(`${device} tells no ${event}`)
    const tests = Object.entries(where).map(([field, among]) => {
      if (spec.fields[field] === undefined) throw new Error(`${device}/${event} has no field ${field}`)
      const words = (Array.isArray(among) ? among : [among]).map(
        (word) => spec.fields[field]?.states?.[word]?.zh ?? word,
      )
      return parts.equalTo(
        this.id('where'),
        `${spec.fields[field].name.zh} ${words.join('、')}`,
        `payload["${field}"]`,
        among,
      )
    })
    return [parts.onlyTopic(this.id('event'), spec.name.zh, `${device}/${event}`), ...tests]
  }

  /** Looks at a kept value instead of at the message. */
  private holds(condition: Condition): parts.Part {
    const { device, point, is, above, below } = condition
    this.kept.add(`${device}/${point}`)
    const name = `${this.deviceName(device)} ${this.words(condition)}`
    if (is !== undefined) return parts.equalTo(this.id('while'), name, keptAs(`${device}/${point}`), is, 'flow')
    const test = parts.equalTo(this.id('while'), name, keptAs(`${device}/${point}`), 0, 'flow')
    return { ...test, rules: [between(above, below)] }
  }

  private noted({ note, when }: Rule): parts.Part[] {
    const values = Object.entries(note ?? {})
    if (values.length === 0) return []
    for (const [, series] of values) this.kept.add(series)
    const set = values.map(([name, series]) => ({
      t: 'set',
      p: `payload["${name}"]`,
      pt: 'msg',
      to: keptAs(series),
      tot: 'flow',
    }))
    const clear = 'event' in when ? [] : [{ t: 'set', p: 'payload', pt: 'msg', to: '{}', tot: 'json' }]
    return [
      parts.changed(this.id('note'), `带上 ${values.map(([, series]) => this.seriesName(series)).join('、')}`, [
        ...clear,
        ...set,
      ]),
    ]
  }

  private act(action: Action, about: string, after: Placed, column: number): void {
    if ('event' in action) {
      this.after(after, parts.noting(this.id('note'), action.event, action.device ?? about), this.row, column)
      return
    }
    const command = this.kindOf(action.device).commands?.[action.command]
    if (command === undefined) throw new Error(`${action.device} knows no ${action.command}`)
    let from = after
    if (action.value !== undefined) {
      const set = {
        t: 'set',
        p: 'value',
        pt: 'msg',
        to: String(action.value),
        tot: typeof action.value === 'number' ? 'num' : 'str',
      }
      from = this.after(
        from,
        parts.changed(this.id('value'), `${command.name.zh} ${action.value}`, [set]),
        this.row,
        column++,
      )
    }
    const name = `${this.deviceName(action.device)} ${command.name.zh}`
    const order = this.after(from, parts.ordering(this.id('order'), name, action), this.row, column++)
    if (action.refused === undefined) return
    const refused = this.after(
      order,
      parts.equalTo(this.id('refused'), '被拒绝', 'payload', 'refused'),
      this.row,
      column++,
    )
    this.after(refused, parts.noting(this.id('note'), action.refused.event, action.device), this.row, column)
  }

  /** The values rules ask for are kept up to date here. */
  private keepers(): void {
    if (this.kept.size === 0) return
    const about = { zh: '记住现在的值，供上面的条件查看', en: 'What reads how now, for the conditions above' }
    this.put(parts.comment(this.id('about'), about), this.row++, 0)
    for (const series of this.kept) {
      const [device = '', point = ''] = series.split('/')
      const source = this.put(parts.readingIn(this.id('now'), this.seriesName(series), device, point), this.row, 0)
      const set = { t: 'set', p: keptAs(series), pt: 'flow', to: 'payload', tot: 'msg' }
      this.after(source, parts.changed(this.id('keep'), '记住', [set]), this.row++, 1)
    }
  }

  private recordedOnly(devices: parts.Device[]): void {
    const about = { zh: '这些设备照常记录，需要时从这里接线', en: 'These record as they are; wire them on from here' }
    this.put(parts.comment(this.id('about'), about), this.row++, 0)
    for (const device of devices) {
      const node = this.put(parts.devicePart(`node-${device.id}`, device), this.row++, 0)
      if (this.kindOf(device.id).commands !== undefined) node.wires.push([])
    }
  }

  private put(part: parts.Part, row: number, column: number): Placed {
    const outputs = typeof part.outputs === 'number' ? part.outputs : part.type === 'comment' ? 0 : 1
    const placed = { part, row, column, wires: Array.from({ length: outputs }, () => []) }
    this.placed.push(placed)
    return placed
  }

  /** Every output of a switch leads on: its rules are alternatives. A device's first output is what it says. */
  private after(before: Placed, part: parts.Part, row: number, column: number): Placed {
    const outputs = before.part.type === 'switch' ? before.wires : before.wires.slice(0, 1)
    for (const wires of outputs) wires.push(part.id)
    return this.put(part, row, column)
  }

  private id(part: string): string {
    this.parts += 1
    return `${this.scene.zone}-${part}-${this.parts}`
  }

  private kindOf(device: string): Kind {
    const kind = this.ground.kinds.get(this.deviceOf(device).kind)
    if (kind === undefined) throw new Error(`${device}: no such kind`)
    return kind
  }

  private deviceOf(id: string): parts.Device {
    const device = this.ground.devices.find((each) => each.id === id)
    if (device === undefined) throw new Error(`${this.scene.zone}: no device ${id} in the kitchen`)
    return device
  }

  private deviceName = (id: string): string => this.deviceOf(id).name

  private pointName(device: string, point: string): string {
    const spec = this.kindOf(device).points[point]
    if (spec === undefined) throw new Error(`${device} has no point ${point}`)
    return spec.name.zh
  }

  private seriesName(series: string): string {
    const [device = '', point = ''] = series.split('/')
    return `${this.deviceName(device)} ${this.pointName(device, point)}`
  }

  /** `> 8 °C`, `打开`, `一级报警`. */
  private words({ device, point, is, above, below }: Condition): string {
    const spec = this.kindOf(device).points[point]
    if (spec === undefined) throw new Error(`${device} has no point ${point}`)
    const unit = spec.unitText ?? spec.unit ?? ''
    if (above !== undefined && below !== undefined) return `${above}…${below} ${unit}`.trim()
    if (above !== undefined) return `> ${above} ${unit}`.trim()
    if (below !== undefined) return `< ${below} ${unit}`.trim()
    const words = Array.isArray(is) ? is : [is]
    return words.map((word) => spec.states?.[String(word)]?.zh ?? `= ${word}`).join('、')
  }
}

/** The name of a kept value in the flow's context. */
const keptAs = (series: string): string => series.replaceAll(/[^a-z0-9]+/g, '_')

function between(above: number | undefined, below: number | undefined): object {
  if (above !== undefined && below !== undefined)
    return { t: 'btwn', v: String(above), vt: 'num', v2: String(below), v2t: 'num' }
  return above === undefined ? { t: 'lt', v: String(below), vt: 'num' } : { t: 'gt', v: String(above), vt: 'num' }
}

import { cpSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Kind } from '@zaojun/device-profiles/kind'
import { sampleValue } from './help.ts'

const examples = join(import.meta.dirname, '..', 'examples')
const folder = join(examples, 'devices')
const readyMade = join(import.meta.dirname, '..', '..', 'flows')

/** An example flow for each kind, and the ready-made scenes. Offered under Import → Examples. */
export function writeExamples(kinds: Kind[]): void {
  mkdirSync(folder, { recursive: true })
  for (const file of globSync(join(readyMade, '*.json'))) cpSync(file, join(examples, 'scenes', basename(file)))
  for (const kind of kinds)
    writeFileSync(join(folder, `${kind.id}.json`), `${JSON.stringify(exampleOf(kind), null, 2)}\n`)
}

/** The device with all it says; a switch that lets through what is wrong by its meaning; and a button per command. */
export function exampleOf(kind: Kind): object[] {
  const { id: stem, name, zones, points, commands = {} } = kind
  const id = (part: string) => `${stem}-${part}`
  const z = id('flow')
  const abnormal = Object.entries(points).filter(([, { abnormalWhenTrue }]) => abnormalWhenTrue !== undefined)
  const said = [id('debug'), ...(abnormal.length === 0 ? [] : [id('abnormal-point')])]
  const device = {
    id: id('device'),
    type: `kitchen-${stem}`,
    z,
    name: '',
    gateway: id('gateway'),
    device: id('example'),
    zone: zones[0],
    unit: '',
    registeredUnit: '',
    position: '',
    output: 'object',
    version: 1,
    x: 380,
    y: 100,
    wires: kind.commands === undefined ? [said] : [said, [id('results')]],
  }
  return [
    { id: z, type: 'tab', label: `${name.zh} ${name.en}`, disabled: false, info: '' },
    { id: id('gateway'), type: 'kitchen-gateway', name: '', url: '', version: 1 },
    device,
    debug(id('debug'), z, '读数与事件 readings and events', 100),
    ...(kind.commands === undefined ? [] : [debug(id('results'), z, '命令结果 command results', 160)]),
    ...(abnormal.length === 0 ? [] : alarmPath(id, z, Object.fromEntries(abnormal))),
    ...Object.entries(commands).map(([key, command], index) => button(id, z, key, command, index)),
  ]
}

type Ids = (part: string) => string

function debug(id: string, z: string, name: string, y: number): object {
  return { id, type: 'debug', z, name, active: true, tosidebar: true, complete: 'payload', x: 700, y, wires: [] }
}

/** First the points whose `true` is wrong, then only `true`: what comes out is worth a light or a message. */
function alarmPath(id: Ids, z: string, points: Kind['points']): object[] {
  const keys = Object.keys(points)
  const same = { type: 'switch', z, checkall: 'false', repair: false, propertyType: 'msg' }
  return [
    {
      ...same,
      id: id('abnormal-point'),
      name: '报警与故障 alarms and faults',
      property: 'reading.point',
      rules: keys.map((v) => ({ t: 'eq', v, vt: 'str' })),
      outputs: keys.length,
      x: 700,
      y: 240,
      wires: keys.map(() => [id('abnormal-true')]),
    },
    {
      ...same,
      id: id('abnormal-true'),
      name: '发生 begins',
      property: 'reading.value',
      rules: [{ t: 'true' }],
      outputs: 1,
      x: 930,
      y: 240,
      wires: [[id('abnormal')]],
    },
    { ...debug(id('abnormal'), z, '报警 alarm', 240), x: 1110 },
  ]
}

function button(
  id: Ids,
  z: string,
  key: string,
  command: NonNullable<Kind['commands']>[string],
  index: number,
): object {
  const { value } = sampleValue(command)
  const type = { number: 'num', text: 'str', boolean: 'bool' }[command.value ?? 'text']
  const carried = value === undefined ? [] : [{ p: 'value', v: String(value), vt: type }]
  return {
    id: id(key),
    type: 'inject',
    z,
    name: value === undefined ? command.name.zh : `${command.name.zh} ${value}`,
    props: [{ p: 'command', v: key, vt: 'str' }, ...carried],
    repeat: '',
    once: false,
    x: 140,
    y: 100 + 60 * index,
    wires: [[id('device')]],
  }
}

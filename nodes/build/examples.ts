import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kind } from '@zaojun/device-profiles/kind'

const folder = join(import.meta.dirname, '..', 'examples', 'devices')

/** An example flow for each kind: the device node, what it says, and its commands. Offered under Import → Examples. */
export function writeExamples(kinds: Kind[]): void {
  mkdirSync(folder, { recursive: true })
  for (const kind of kinds)
    writeFileSync(join(folder, `${kind.id}.json`), `${JSON.stringify(exampleOf(kind), null, 2)}\n`)
}

function exampleOf(kind: Kind): object[] {
  const id = (name: string) => `${kind.id}-${name}`
  const z = id('flow')
  const commands = Object.keys(kind.commands ?? {})
  const device = {
    id: id('device'),
    type: `kitchen-${kind.id}`,
    z,
    name: '',
    gateway: id('gateway'),
    device: `${kind.id}-example`,
    zone: kind.zones[0],
    unit: '',
    registeredUnit: '',
    position: '',
    output: 'object',
    version: 1,
    x: 380,
    y: 100,
    wires: commands.length === 0 ? [[id('debug')]] : [[id('debug')], [id('debug')]],
  }
  const debug = {
    id: id('debug'),
    type: 'debug',
    z,
    name: '',
    active: true,
    complete: 'payload',
    x: 610,
    y: 100,
    wires: [],
  }
  const injects = commands.map((command, index) => ({
    id: id(command),
    type: 'inject',
    z,
    name: kind.commands?.[command]?.name.zh ?? command,
    props: [{ p: 'command', v: command, vt: 'str' }],
    repeat: '',
    once: false,
    x: 150,
    y: 100 + 60 * index,
    wires: [[id('device')]],
  }))
  return [
    { id: z, type: 'tab', label: `${kind.name.zh} ${kind.name.en}`, disabled: false, info: '' },
    { id: id('gateway'), type: 'kitchen-gateway', name: '', url: '', version: 1 },
    device,
    debug,
    ...injects,
  ]
}

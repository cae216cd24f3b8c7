import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeExamples } from './build/examples.ts'
import { readKinds } from './build/kinds.ts'
import { type NodeSet, writeDeviceNode, writeNodeSet } from './build/node-set.ts'

/** Builds the Node-RED package: `dist/`, the example of each kind, and the list of nodes in package.json. */
const HAND_WRITTEN = [
  'kitchen-gateway',
  'kitchen-bus',
  'kitchen-unit',
  'kitchen-reading-in',
  'kitchen-command',
  'kitchen-record-event',
]

const kinds = readKinds()
const sets: NodeSet[] = [
  ...HAND_WRITTEN.map((name) => ({ name, source: name })),
  ...kinds.map((kind) => ({ name: `kitchen-${kind.id}`, source: 'device', kind })),
]
rmSync(join(import.meta.dirname, 'dist'), { recursive: true, force: true })
await Promise.all([writeDeviceNode(), ...sets.map((set) => writeNodeSet(set))])
writeExamples(kinds)

const file = join(import.meta.dirname, 'package.json')
const before = readFileSync(file, 'utf8')
const manifest = JSON.parse(before)
manifest['node-red'].nodes = Object.fromEntries(sets.map(({ name }) => [name, `dist/${name}/${name}.js`]))
const after = `${JSON.stringify(manifest, null, 2)}\n`
if (after !== before) writeFileSync(file, after)

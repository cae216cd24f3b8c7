import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readKinds } from '../../nodes/build/kinds.ts'
import { readPlan } from '../../scripts/simulator/plan.ts'
import { compileScene, type Ground } from './compile.ts'
import { type Device, gatewayPart, type Part } from './parts.ts'
import { readScene } from './scene.ts'

type Zone = { id: string; name: { zh: string; en: string } }

const readZones = (): Zone[] =>
  parse(readFileSync(join(import.meta.dirname, '..', '..', 'device-profiles', 'scenes.yaml'), 'utf8')).zones

/**
 * The ready-made flows, by file name: one per scene, and `kitchen.json` with all of them as tabs. They name the units
 * of the simulated kitchen's plan, so that they hold no ports.
 */
export function flowFiles(): Map<string, string> {
  const kinds = new Map(readKinds().map((kind) => [kind.id, kind]))
  const devices = readPlan().devices.map(({ unit = '', ...device }): Device => ({ ...device, unit }))
  const tabs = readZones().map(({ id, name }): [string, Part[]] => {
    const ground: Ground = { zoneName: name, devices, kinds }
    return [id, compileScene(readScene(id), ground)]
  })
  // A node a line: what changed shows, and what did not stays small.
  const flow = (parts: Part[]) => `[\n${[gatewayPart(), ...parts].map((part) => JSON.stringify(part)).join(',\n')}\n]\n`
  return new Map([
    ...tabs.map(([zone, parts]): [string, string] => [`${zone}.json`, flow(parts)]),
    ['kitchen.json', flow(tabs.flatMap(([, parts]) => parts))],
  ])
}

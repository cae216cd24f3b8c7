import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXCLUDED_NODES } from '../../edge/src/node-red/settings.ts'
import { readPlan } from '../../scripts/simulator/plan.ts'
import { widthOf } from '../src/grid.ts'
import { flowFiles } from '../src/index.ts'

type Node = {
  id: string
  type: string
  z?: string
  name?: string
  label?: string
  x?: number
  y?: number
  wires?: string[][]
  [field: string]: unknown
}
const folder = join(import.meta.dirname, '..')
const HEIGHT_PX = 30
const scenes = readdirSync(join(folder, 'scenes')).map((file) => file.replace('.yaml', ''))
const read = (name: string): Node[] => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
const kitchen = read('kitchen')
const placed = kitchen.filter(({ type }) => type !== 'tab' && type !== 'kitchen-gateway')

describe('the ready-made flows', () => {
  it('follow from the scenes and the simulated kitchen', () => {
    for (const [name, text] of flowFiles()) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text)
  })

  it('are one for each of the twelve scenes, and the kitchen holds them all', () => {
    expect(scenes).toHaveLength(12)
    const all = scenes.flatMap((zone) => read(zone).filter(({ type }) => type !== 'kitchen-gateway'))
    const known = new Map(all.map((node) => [node.id, node]))
    expect(known.size).toBe(all.length)
    expect(kitchen.filter(({ type }) => type === 'tab')).toHaveLength(12)
    for (const node of placed) expect(known.get(node.id)).toEqual(node)
    expect(kitchen).toHaveLength(all.length + 1)
  })

  it('hold every device of the simulated kitchen once, by its registered unit and without ports', () => {
    const devices = kitchen.flatMap(({ type, device, zone, registeredUnit, position }) =>
      zone === undefined ? [] : [{ kind: type.replace('kitchen-', ''), id: device, zone, registeredUnit, position }],
    )
    const wanted = readPlan().devices.map(({ id, kind, zone, unit, position = '' }) => {
      return { id, kind, zone, registeredUnit: unit, position: String(position) }
    })
    const byId = (a: { id: unknown }, b: { id: unknown }) => String(a.id).localeCompare(String(b.id))
    expect(devices.toSorted(byId)).toEqual(wanted.toSorted(byId))
    expect(kitchen.map(({ type }) => type)).not.toContain('kitchen-bus')
  })

  it('stand on the grid, and no node on another', () => {
    for (const { x = 0, y = 0, name = '' } of placed) expect([(x - widthOf({ name }) / 2) % 20, y % 20]).toEqual([0, 0])
    for (const [index, one] of placed.entries())
      for (const other of placed.slice(index + 1)) {
        if (one.z !== other.z) continue
        const apart = Math.abs((one.x ?? 0) - (other.x ?? 0)) >= (widthOf(one) + widthOf(other)) / 2
        const above = Math.abs((one.y ?? 0) - (other.y ?? 0)) >= HEIGHT_PX
        expect(apart || above, `${one.name} and ${other.name} of ${one.z}`).toBe(true)
      }
  })

  it('wire every output to nodes of the same scene, and leave no node without a source', () => {
    const byId = new Map(placed.map((node) => [node.id, node]))
    const reached = new Set(placed.flatMap(({ wires }) => wires?.flat() ?? []))
    for (const id of reached) expect(byId.has(id)).toBe(true)
    for (const { wires, z } of placed) for (const id of wires?.flat() ?? []) expect(byId.get(id)?.z).toBe(z)
    const sources = placed.filter(({ type, zone }) => zone !== undefined || type === 'inject' || type === 'comment')
    for (const { id, type } of placed.filter((node) => !sources.includes(node)))
      if (type !== 'kitchen-reading-in') expect(reached, id).toContain(id)
  })

  it('are made of core nodes and ours alone, none that a box keeps off, and no hand-written code', () => {
    const others = new Set(kitchen.map(({ type }) => type).filter((type) => !type.startsWith('kitchen-')))
    expect([...others].toSorted()).toEqual(['change', 'comment', 'inject', 'rbe', 'switch', 'tab', 'trigger'])
    for (const file of EXCLUDED_NODES) expect([...others]).not.toContain(file.replace(/^\d+-|\.js$/g, ''))
  })

  it('say in both languages what each rule does', () => {
    for (const { info } of kitchen.filter(({ type }) => type === 'tab'))
      expect(info).toMatch(/\p{Script=Han}.*\n\n\w/su)
    for (const { name } of placed.filter(({ type }) => type === 'comment'))
      expect(name).toMatch(/\p{Script=Han}.* · [A-Z].*[a-z]/u)
  })
})

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kind } from '@zaojun/device-profiles/kind'
import { Compile } from 'typebox/compile'
import { parse } from 'yaml'

const check = Compile(Kind)
const folder = join(import.meta.dirname, '..', '..', 'device-profiles')

/** The kinds of the catalogue, by id: each becomes a palette node. */
export function readKinds(): Kind[] {
  return globSync(join(folder, 'kinds', '*.yaml'))
    .sort()
    .map((file) => {
      const kind: unknown = parse(readFileSync(file, 'utf8'))
      if (!check.Check(kind)) throw new Error(`${file}: not a kind`)
      return kind
    })
}

/** A group of the palette, named after a zone. `order` counts from 1. */
export type Group = { id: string; order: number; name: { zh: string; en: string } }

/**
 * The group of the zone a kind likeliest stands in. No hyphens: the editor takes what precedes one for the name of a
 * group above.
 */
export function groupOf(kind: Kind): Group {
  const zones: Pick<Group, 'id' | 'name'>[] = parse(readFileSync(join(folder, 'scenes.yaml'), 'utf8')).zones
  const index = zones.findIndex(({ id }) => id === kind.zones[0])
  const zone = zones[index]
  if (zone === undefined) throw new Error(`${kind.id}: no zone ${kind.zones[0]}`)
  return {
    id: `zaojun_${zone.id.replaceAll('-', '_')}`,
    order: index + 1,
    name: { zh: `灶君 · ${zone.name.zh}`, en: `Zaojun · ${zone.name.en}` },
  }
}

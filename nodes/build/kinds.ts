import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kind } from '@zaojun/device-profiles/kind'
import { Compile } from 'typebox/compile'
import { parse } from 'yaml'

const check = Compile(Kind)
const folder = join(import.meta.dirname, '..', '..', 'device-profiles', 'kinds')

/** The kinds of the catalogue, by id: each becomes a palette node. */
export function readKinds(): Kind[] {
  return globSync(join(folder, '*.yaml'))
    .sort()
    .map((file) => {
      const kind: unknown = parse(readFileSync(file, 'utf8'))
      if (!check.Check(kind)) throw new Error(`${file}: not a kind`)
      return kind
    })
}

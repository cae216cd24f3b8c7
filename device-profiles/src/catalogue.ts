import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Zone } from '@zaojun/core'
import Type, { type Static, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { parse } from 'yaml'
import { checkProfile } from './check-profile.ts'
import { catalogueError } from './errors.ts'
import { expandProfile } from './expand.ts'
import { Kind } from './kind.ts'
import { Profile } from './profile.ts'

export type Catalogue = {
  kinds: Map<string, Kind>
  profiles: Map<string, Profile>
  zones: Zone[]
  /** SHA-256 (hex) over the names and bytes of all catalogue files: what was in force. */
  digest: string
}

export const Scenes = Type.Object({ zones: Type.Array(Zone) }, { additionalProperties: false })
const shapes = { kind: Compile(Kind), profile: Compile(Profile), scenes: Compile(Scenes) }

/**
 * Reads kinds, profiles and zones, and checks shape, references and golden vectors. The first fault is thrown as
 * `CATALOGUE_…` with its file and path. `folder` defaults to this package.
 */
export function loadCatalogue(folder: string = join(import.meta.dirname, '..')): Catalogue {
  const hash = createHash('sha256')
  const read = <S extends TSchema>(file: string, shape: Validator<Record<never, never>, S>): Static<S> => {
    const text = readFileSync(file)
    const place = relative(folder, file)
    hash.update(`${place}\0${text.length}\0`).update(text)
    let data: unknown
    try {
      data = parse(text.toString('utf8'))
    } catch (error) {
      throw catalogueError('CATALOGUE_FILE', { name: error instanceof Error ? error.message : place, place })
    }
    if (shape.Check(data)) return data as Static<S>
    const [first] = shape.Errors(data)
    throw catalogueError('CATALOGUE_FILE', {
      name: first?.message ?? 'shape',
      place: `${place}${first?.instancePath ?? ''}`,
    })
  }
  const files = (pattern: string) => globSync(join(folder, pattern)).sort()

  const { zones } = read(join(folder, 'scenes.yaml'), shapes.scenes)
  const kinds = new Map<string, Kind>()
  for (const file of files('kinds/*.yaml')) {
    const kind = read(file, shapes.kind)
    const place = relative(folder, file)
    if (kinds.has(kind.id)) throw catalogueError('CATALOGUE_DUPLICATE', { name: kind.id, place })
    const stray = kind.zones.find((id) => !zones.some((zone) => zone.id === id))
    if (stray) throw catalogueError('CATALOGUE_UNKNOWN', { name: stray, place: `${place}/zones` })
    kinds.set(kind.id, kind)
  }
  const profiles = new Map<string, Profile>()
  for (const file of existsSync(join(folder, 'profiles')) ? files('profiles/*/*.yaml') : []) {
    const profile = expandProfile(read(file, shapes.profile))
    const place = relative(folder, file)
    if (profiles.has(profile.id)) throw catalogueError('CATALOGUE_DUPLICATE', { name: profile.id, place })
    checkProfile(profile, kinds, place)
    profiles.set(profile.id, profile)
  }
  return { kinds, profiles, zones, digest: hash.digest('hex') }
}

import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Zone } from '@zaojun/core'
import Type, { type Static, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { checkDuties, checkForm, checkWatches } from './check-form.ts'
import { checkInterlock } from './check-interlock.ts'
import { checkProfile } from './check-profile.ts'
import { checkRule } from './check-rule.ts'
import { checkZones } from './check-zones.ts'
import { derivedProfiles } from './contract/derive-profiles.ts'
import { catalogueError } from './errors.ts'
import { expandProfile } from './expand.ts'
import { Form } from './form.ts'
import { Interlock } from './interlock.ts'
import { Kind } from './kind.ts'
import { readYaml, vectorsHeld } from './parsed.ts'
import { Profile } from './profile.ts'
import { type CatalogueRule, RuleFile } from './rule.ts'

export type Catalogue = {
  kinds: Map<string, Kind>
  profiles: Map<string, Profile>
  zones: Zone[]
  rules: Map<string, CatalogueRule>
  interlocks: Map<string, Interlock>
  forms: Map<string, Form>
  /** SHA-256 (hex) over the names and bytes of all catalogue files: what was in force. */
  digest: string
}
/** What files are read into. */
export type CatalogueContent = Omit<Catalogue, 'digest'>

/** One file of a catalogue: its path inside it (`kinds/…`, `profiles/<kind>/…`), with `/` between. */
export type CatalogueFile = { path: string; bytes: Uint8Array }
/** Kinds and profiles from elsewhere, under a name that places begin with. */
export type Addition = { name: string; files: CatalogueFile[] }

export const Scenes = Type.Object({ zones: Type.Array(Zone) }, { additionalProperties: false })
const shapes = {
  kind: Compile(Kind),
  profile: Compile(Profile),
  scenes: Compile(Scenes),
  rules: Compile(RuleFile),
  interlock: Compile(Interlock),
  form: Compile(Form),
}

/** This package's own folder: what is shipped. */
export const SHIPPED = join(import.meta.dirname, '..')
const PATTERNS = [
  'scenes.yaml',
  'kinds/*.yaml',
  'profiles/*/*.yaml',
  'rules/*/*.yaml',
  'interlocks/*.yaml',
  'forms/*.yaml',
]

/** The files of a catalogue folder, in an order that never changes. */
export function catalogueFiles(folder: string): CatalogueFile[] {
  return PATTERNS.flatMap((pattern) => globSync(join(folder, pattern)).sort()).map((file) => ({
    path: relative(folder, file).replaceAll('\\', '/'),
    bytes: readFileSync(file),
  }))
}

/**
 * Reads kinds, profiles and zones, and checks shape, references and golden vectors (those the build has not yet shown to
 * hold). The first fault is thrown as `CATALOGUE_…` with its file and path. `folder` defaults to this package. `additions` pass the same checks after it,
 * and none may repeat an id. Behind them stand the profiles that follow from the kinds (`derivedProfiles`).
 */
export function loadCatalogue(folder: string = SHIPPED, additions: Addition[] = []): Catalogue {
  const content = contentFrom()
  const hash = createHash('sha256')
  const sources: Addition[] = [{ name: '', files: catalogueFiles(folder) }, ...additions]
  for (const { name, files } of sources) {
    for (const { path, bytes } of files) hash.update(`${placed(name, path)}\0${bytes.length}\0`).update(bytes)
    readFiles(content, files, name)
  }
  const held = sources.every(({ files }) => files.every(({ bytes }) => vectorsHeld(bytes)))
  for (const profile of derivedProfiles(content.kinds.values(), content.profiles)) {
    checkProfile(profile, content.kinds, `derived/${profile.id}`, held)
    content.profiles.set(profile.id, profile)
  }
  return { ...content, digest: hash.digest('hex') }
}

/** A content of its own to read files into: an empty one, or what `before` holds. */
export const contentFrom = (before?: CatalogueContent): CatalogueContent => ({
  kinds: new Map(before?.kinds),
  profiles: new Map(before?.profiles),
  zones: before?.zones ?? [],
  rules: new Map(before?.rules),
  interlocks: new Map(before?.interlocks),
  forms: new Map(before?.forms),
})

const placed = (name: string, path: string): string => (name === '' ? path : `${name}/${path}`)

/** Reads files into `content`, kinds before profiles. Throws `CATALOGUE_…` at the first fault. */
export function readFiles(content: CatalogueContent, files: CatalogueFile[], name = ''): void {
  const { kinds, profiles, rules, interlocks, forms } = content
  const under = (start: string) => files.filter(({ path }) => path.startsWith(start))
  for (const file of under('scenes.yaml')) content.zones = readFile(file, name, shapes.scenes).zones
  for (const file of under('kinds/')) {
    const kind = readFile(file, name, shapes.kind)
    const place = placed(name, file.path)
    refuseTwice(kinds, kind, place)
    checkZones(kind.zones, content, place)
    kinds.set(kind.id, kind)
  }
  for (const file of under('profiles/')) {
    const profile = expandProfile(readFile(file, name, shapes.profile))
    const place = placed(name, file.path)
    refuseTwice(profiles, profile, place)
    checkProfile(profile, kinds, place, vectorsHeld(file.bytes))
    profiles.set(profile.id, profile)
  }
  for (const file of under('rules/')) {
    const { jurisdiction, rules: rows } = readFile(file, name, shapes.rules)
    for (const [index, rule] of rows.entries()) {
      const place = `${placed(name, file.path)}/rules/${index}`
      refuseTwice(rules, rule, place)
      checkRule(rule, content, place)
      rules.set(rule.id, { ...rule, jurisdiction })
    }
  }
  for (const file of under('interlocks/')) {
    const interlock = readFile(file, name, shapes.interlock)
    const place = placed(name, file.path)
    refuseTwice(interlocks, interlock, place)
    checkInterlock(interlock, content, place)
    interlocks.set(interlock.id, interlock)
  }
  for (const file of under('forms/')) {
    const form = readFile(file, name, shapes.form)
    const place = placed(name, file.path)
    refuseTwice(forms, form, place)
    checkForm(form, content, place)
    forms.set(form.id, form)
  }
  checkDuties(forms)
  checkWatches(content)
}

function refuseTwice(known: ReadonlyMap<string, unknown>, { id }: { id: string }, place: string): void {
  if (known.has(id)) throw catalogueError('CATALOGUE_DUPLICATE', { name: id, place })
}

function readFile<S extends TSchema>(
  { path, bytes }: CatalogueFile,
  name: string,
  shape: Validator<Record<never, never>, S>,
): Static<S> {
  const place = placed(name, path)
  let data: unknown
  try {
    data = readYaml(bytes)
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

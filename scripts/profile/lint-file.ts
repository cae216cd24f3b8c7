import { basename, dirname } from 'node:path'
import { type Bilingual, ZaojunError } from '@zaojun/core'
import { type Catalogue, type CatalogueContent, Kind, Profile, styleNotes } from '@zaojun/device-profiles'
import { checkProfile } from '@zaojun/device-profiles/check-profile'
import { expandProfile } from '@zaojun/device-profiles/expand'
import { vectorFault } from '@zaojun/device-profiles/vectors'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'

/** Something wrong with a file, or not as it should be: where, by which code, and a sentence in both languages. */
export type Finding = { grave: boolean; code: string; line: number; path: string; text: Bilingual }

const shapes = { kind: Compile(Kind), profile: Compile(Profile) }
const SCHEMA_LINE = '# yaml-language-server: $schema='

/** Everything there is to say about one profile or kind file. `known`: the catalogue it is to join. */
export function lintFile(file: string, text: string, known: CatalogueContent): Finding[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [broken] = document.errors
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0])
    return [{ grave: true, code: 'CATALOGUE_FILE', line, path: '', text: both(broken.message) }]
  }
  const at = (path: string): number => lineOf(document, lines, path)
  const data: unknown = document.toJS({ maxAliasCount: 100 })
  if (/(^|[/\\])kinds[/\\][^/\\]+$/.test(file)) return misfits(shapes.kind, data, at)
  const wrong = misfits(shapes.profile, data, at)
  if (wrong.length > 0) return wrong
  const profile = expandProfile(data as Profile)
  return [...references(profile, known, at), ...manners(file, text, profile, at)]
}

const both = (text: string): Bilingual => ({ zh: text, en: text })

function misfits<S extends TSchema>(
  shape: Validator<Record<never, never>, S>,
  data: unknown,
  at: (path: string) => number,
): Finding[] {
  return [...shape.Errors(data)].slice(0, 20).map(({ instancePath, message }) => {
    const path = instancePath.replace(/^\//, '')
    return { grave: true, code: 'CATALOGUE_FILE', line: at(path), path, text: both(message) }
  })
}

/** All vectors that fail, or the first wrong reference. */
function references(profile: Profile, { kinds }: Pick<Catalogue, 'kinds'>, at: (path: string) => number): Finding[] {
  const failing = profile.vectors.flatMap((vector, index): Finding[] => {
    const fault = vectorFault(profile, vector)
    if (fault === undefined) return []
    const path = `vectors/${index}`
    return [{ grave: true, code: 'CATALOGUE_VECTOR', line: at(path), path, text: both(`${vector.title}: ${fault}`) }]
  })
  if (failing.length > 0) return failing
  try {
    checkProfile(profile, kinds, '')
    return []
  } catch (error) {
    if (!(error instanceof ZaojunError)) throw error
    const path = (error.place ?? '').replace(/^\//, '')
    const text = { zh: error.zh ?? error.message, en: error.message }
    return [{ grave: true, code: error.code, line: at(path), path, text }]
  }
}

function manners(file: string, text: string, profile: Profile, at: (path: string) => number): Finding[] {
  const notes = styleNotes(profile)
  const own = basename(file).replace(/\.ya?ml$/, '')
  if (own !== profile.id)
    notes.push({
      code: 'file-name',
      path: 'id',
      text: { zh: `文件名应为 ${profile.id}.yaml`, en: `the file should be ${profile.id}.yaml` },
    })
  if (!profile.kinds.includes(basename(dirname(file))))
    notes.push({
      code: 'folder',
      path: 'kinds',
      text: { zh: '不在其种类的文件夹中', en: 'it stands in the folder of none of its kinds' },
    })
  if (!text.startsWith(SCHEMA_LINE))
    notes.push({
      code: 'schema-line',
      path: '',
      text: { zh: '首行缺少编辑器的模式引用', en: 'the first line names no schema for editors' },
    })
  return notes.map(({ code, path, text: said }) => ({ grave: false, code, line: at(path), path, text: said }))
}

/** The line a path of the document begins on; of the nearest part of it that stands there. */
function lineOf(document: Document, lines: LineCounter, path: string): number {
  const steps = path.split('/').filter((step) => step !== '')
  for (let length = steps.length; length > 0; length--) {
    const node = document.getIn(steps.slice(0, length).map(asKey), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

const asKey = (step: string): string | number => (/^[0-9]+$/.test(step) ? Number(step) : step)

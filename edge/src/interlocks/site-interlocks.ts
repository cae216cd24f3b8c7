import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf, ZaojunError } from '@zaojun/core'
import type { Catalogue, Interlock } from '@zaojun/device-profiles'
import { contentFrom, readFiles } from '@zaojun/device-profiles/catalogue'
import type { Report } from '../report.ts'

const FOLDER = 'interlocks'

/**
 * What this site declares beside the shipped interlocks: one file each in `<data>/interlocks/`, worded and checked as
 * those of `device-profiles/interlocks`. A broken one is a fault with its place; the others hold.
 */
export function siteInterlocks(data: string, catalogue: Catalogue, report: Report): Map<string, Interlock> {
  const content = contentFrom(catalogue)
  const declared = new Map<string, Interlock>()
  for (const file of globSync(join(data, FOLDER, '*.yaml')).sort()) {
    const known = new Set(content.interlocks.keys())
    try {
      readFiles(content, [
        { path: `${FOLDER}/${file.slice(join(data, FOLDER).length + 1)}`, bytes: readFileSync(file) },
      ])
    } catch (error) {
      const code = error instanceof ZaojunError ? error.code : 'CATALOGUE_FILE'
      report.fault({ code, message: reasonOf(error), place: file })
    }
    for (const [id, interlock] of content.interlocks) if (!known.has(id)) declared.set(id, interlock)
  }
  return declared
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { Scenes } from './catalogue.ts'
import { CONTRACT_SCHEMAS } from './contract/messages.ts'
import { Form } from './form.ts'
import { Interlock } from './interlock.ts'
import { Kind } from './kind.ts'
import { Profile } from './profile.ts'
import { RuleFile } from './rule.ts'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'
const shapes: Record<string, TSchema> = {
  form: Form,
  interlock: Interlock,
  kind: Kind,
  profile: Profile,
  rules: RuleFile,
  scenes: Scenes,
  ...CONTRACT_SCHEMAS,
}

/**
 * JSON Schemas by name: of each catalogue file, so that editors check YAML while one types, and of the reference
 * contract's messages.
 */
export const catalogueSchemas = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      `${JSON.stringify({ $schema: DIALECT, title: name, ...shape }, null, 2)}\n`,
    ]),
  )

/** Writes `schema/<name>.json`; returns the files written. */
export function generateSchemas(folder: string = join(import.meta.dirname, '..', 'schema')): string[] {
  mkdirSync(folder, { recursive: true })
  return Object.entries(catalogueSchemas()).map(([name, text]) => {
    const file = join(folder, `${name}.schema.json`)
    writeFileSync(file, text)
    return file
  })
}

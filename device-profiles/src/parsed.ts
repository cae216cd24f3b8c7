import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'

/** Written by the build: SHA-256 of a file → what its YAML says. Reading it takes a tenth of parsing it again. */
const PARSED_FILE = join(import.meta.dirname, '..', 'dist', 'parsed.json')
let parsed: Record<string, unknown> | undefined

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function parsedBefore(): Record<string, unknown> {
  if (parsed === undefined) {
    try {
      parsed = existsSync(PARSED_FILE) ? (JSON.parse(readFileSync(PARSED_FILE, 'utf8')) as Record<string, unknown>) : {}
    } catch {
      // A build that was cut off: the files themselves say the same.
      parsed = {}
    }
  }
  return parsed
}

/** What a YAML file says; by its very bytes, so that a changed file is never read from an older build. */
export function readYaml(bytes: Uint8Array): unknown {
  const known = parsedBefore()[digestOf(bytes)]
  return known === undefined ? parse(Buffer.from(bytes).toString('utf8')) : known
}

/** Writes the parsed form of these files for the next starts; one that is no YAML is left to the loader, which names it. */
export function writeParsed(files: Uint8Array[]): void {
  const all = files.flatMap((bytes) => {
    try {
      return [[digestOf(bytes), parse(Buffer.from(bytes).toString('utf8'))]]
    } catch {
      return []
    }
  })
  mkdirSync(dirname(PARSED_FILE), { recursive: true })
  writeFileSync(`${PARSED_FILE}.new`, JSON.stringify(Object.fromEntries(all)))
  renameSync(`${PARSED_FILE}.new`, PARSED_FILE)
}

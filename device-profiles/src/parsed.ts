import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'

/**
 * Written by the build: SHA-256 of a file → what its YAML says, and whether the golden vectors of these very files
 * held. Reading it takes a tenth of parsing and proving it all again, at each start of a box.
 */
const PARSED_FILE = join(import.meta.dirname, '..', 'dist', 'parsed.json')
type Parsed = { files: Record<string, unknown>; vectorsHold: boolean }
const NOTHING: Parsed = { files: {}, vectorsHold: false }
let parsed: Parsed | undefined

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function parsedBefore(): Parsed {
  if (parsed === undefined) {
    try {
      const { files, vectorsHold }: Partial<Parsed> = existsSync(PARSED_FILE)
        ? (JSON.parse(readFileSync(PARSED_FILE, 'utf8')) as Partial<Parsed>)
        : {}
      parsed = { files: files ?? {}, vectorsHold: vectorsHold === true }
    } catch {
      // A build that was cut off: the files themselves say the same.
      parsed = NOTHING
    }
  }
  return parsed
}

/** What a YAML file says; by its very bytes, so that a changed file is never read from an older build. */
export function readYaml(bytes: Uint8Array): unknown {
  const known = parsedBefore().files[digestOf(bytes)]
  return known === undefined ? parse(Buffer.from(bytes).toString('utf8')) : known
}

/** Whether the build has shown that the golden vectors in a file with these very bytes hold. */
export const vectorsHeld = (bytes: Uint8Array): boolean =>
  parsedBefore().vectorsHold && Object.hasOwn(parsedBefore().files, digestOf(bytes))

/**
 * Writes the parsed form of these files for the next starts; one that is no YAML is left to the loader, which names it.
 * `prove` throws where a vector does not hold: that, too, is left to the loader.
 */
export function writeParsed(files: Uint8Array[], prove: () => unknown): void {
  const all = files.flatMap((bytes) => {
    try {
      return [[digestOf(bytes), parse(Buffer.from(bytes).toString('utf8'))]]
    } catch {
      return []
    }
  })
  parsed = { files: Object.fromEntries(all), vectorsHold: false }
  try {
    prove()
    parsed.vectorsHold = true
  } catch {
    // Named by whoever loads the catalogue next.
  }
  mkdirSync(dirname(PARSED_FILE), { recursive: true })
  writeFileSync(`${PARSED_FILE}.new`, JSON.stringify(parsed))
  renameSync(`${PARSED_FILE}.new`, PARSED_FILE)
}

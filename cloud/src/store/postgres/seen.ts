import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Which history a server goes on with: PostgreSQL's system identifier, as all copies of one cluster share it, and the
 * timeline, which grows by one with every promotion.
 */
export type History = { system: string; timeline: number }

/** Where the newest history seen is remembered: it must outlive the process, for a stale server may be all it finds next. */
export type Seen = { read(): History | null; write(history: History): void }

/** In a file that is written whole or not at all. One that cannot be read as such counts as none. */
export const seenIn = (file: string): Seen => ({
  read: () => (existsSync(file) ? parse(readFileSync(file, 'utf8')) : null),
  write(history) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(`${file}.new`, 'w', 0o600)
    writeSync(descriptor, `${JSON.stringify(history)}\n`)
    fsyncSync(descriptor)
    closeSync(descriptor)
    renameSync(`${file}.new`, file)
  },
})

export function seenInMemory(): Seen {
  let seen: History | null = null
  return {
    read: () => seen,
    write: (history) => {
      seen = history
    },
  }
}

function parse(text: string): History | null {
  try {
    const { system, timeline } = JSON.parse(text) as Partial<History>
    return typeof system === 'string' && Number.isInteger(timeline) ? { system, timeline: timeline as number } : null
  } catch {
    return null
  }
}

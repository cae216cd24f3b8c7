import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startBox } from './kitchen.ts'

/** One box with nothing wired for all tests of the file or group this is called in; there from its first test on. */
export function sharedBox(name: string): Awaited<ReturnType<typeof startBox>> {
  const shared = {} as Awaited<ReturnType<typeof startBox>>
  const ends: (() => unknown)[] = []
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), `zaojun-${name}-`))
    ends.push(() => rmSync(folder, { recursive: true, force: true }))
    Object.assign(shared, await startBox(folder, { atEnd: (end) => ends.push(end) }))
  })
  afterAll(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  return shared
}

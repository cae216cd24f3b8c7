import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '..', '..', '..', 'console')

/**
 * Builds the console into the folder the cloud serves. Built apart and copied over: test files that do so at the
 * same time write the same bytes and never find the folder empty.
 */
export async function buildConsole(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-console-'))
  await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'error', build: { outDir: folder } })
  await cp(folder, join(ROOT, 'dist'), { recursive: true })
  await rm(folder, { recursive: true, force: true })
}

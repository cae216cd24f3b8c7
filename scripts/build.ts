import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What is built, from which sources, by which command (run with this Node, from the repository root). */
const parts = [
  {
    name: 'packages',
    from: ['scripts/pack-packages.ts'],
    to: 'node_modules/kysely/packed',
    run: ['scripts/pack-packages.ts'],
  },
  {
    name: 'catalogue',
    from: ['src', 'kinds', 'profiles', 'rules', 'interlocks', 'forms', 'scenes.yaml'].map(
      (part) => `device-profiles/${part}`,
    ),
    to: 'device-profiles/dist',
    run: ['device-profiles/build.ts'],
  },
  {
    name: 'nodes',
    from: ['nodes', 'flows', 'device-profiles/kinds', 'device-profiles/scenes.yaml'],
    to: 'nodes/dist',
    run: ['nodes/build.ts'],
  },
  {
    name: 'kiosk',
    from: ['edge/kiosk', 'edge/openapi.json'],
    to: 'edge/kiosk/dist',
    run: ['node_modules/vite/bin/vite.js', 'build', 'edge/kiosk'],
  },
  {
    name: 'console',
    from: ['cloud/console', 'cloud/openapi.json', 'core/src'],
    to: 'cloud/console/dist',
    run: ['node_modules/vite/bin/vite.js', 'build', 'cloud/console'],
  },
]

const root = join(import.meta.dirname, '..')
const stamps = join(root, '.zaojun', 'built')

function sources(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((item) => item.name !== 'dist' && item.name !== 'node_modules')
    .flatMap((item) => sources(join(path, item.name)))
    .sort()
}

function fingerprint(from: string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const file of from.flatMap((path) => sources(join(root, path)))) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

const onlyIfChanged = process.argv.includes('--if-changed')
mkdirSync(stamps, { recursive: true })
for (const part of parts) {
  const entry = part.run.at(-1) ?? ''
  if (!existsSync(join(root, entry))) continue
  const stamp = join(stamps, part.name)
  const now = fingerprint(part.from)
  const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  if (onlyIfChanged && before === now && existsSync(join(root, part.to))) continue
  console.error(`build: ${part.name}`)
  execFileSync(process.execPath, part.run, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  // Taken anew: building the nodes also writes what follows from the kinds beside their sources.
  writeFileSync(stamp, fingerprint(part.from))
}

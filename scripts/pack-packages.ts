import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * Puts the hundreds of small files of a package into a few, beside them, and has Node take those. Every process and every
 * thread loads its modules anew, which costs some 0.3 ms of processor time for each (`bench starts`). Without this step, or
 * with `--conditions as-published`, all is as it was published.
 */
const PACKAGES = ['typebox', 'kysely']
const FOLDER = 'packed'

type Target = string | { default: string }
type Manifest = { exports: Record<string, Target> }

const published = (target: Target): string => (typeof target === 'string' ? target : target.default)
const nameOf = (subpath: string): string => (subpath === '.' ? 'index' : subpath.slice(2).replaceAll('/', '-'))

async function pack(name: string): Promise<void> {
  const root = join(import.meta.dirname, '..', 'node_modules', name)
  const manifest = join(root, 'package.json')
  const about = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest
  const entries = Object.entries(about.exports).map(([subpath, target]) => [subpath, published(target)] as const)
  rmSync(join(root, FOLDER), { recursive: true, force: true })
  await build({
    entryPoints: Object.fromEntries(entries.map(([subpath, file]) => [nameOf(subpath), join(root, file)])),
    outdir: join(root, FOLDER),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    chunkNames: 'shared-[hash]',
    logLevel: 'warning',
  })
  about.exports = Object.fromEntries(
    entries.map(([subpath, file]) => {
      const types = file.replace(/js$/, 'ts').replace(/\.(m?ts)$/, '.d.$1')
      return [subpath, { types, 'as-published': file, node: `./${FOLDER}/${nameOf(subpath)}.mjs`, default: file }]
    }),
  )
  // In one step: other processes may be reading it. A copy that shares the file keeps its own.
  writeFileSync(`${manifest}.new`, `${JSON.stringify(about, null, 2)}\n`)
  renameSync(`${manifest}.new`, manifest)
}

for (const name of PACKAGES) await pack(name)

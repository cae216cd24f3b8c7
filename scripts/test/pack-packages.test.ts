import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
type Target = { node: string; default: string }

/** Each way into a package: its name, the file that Node takes, the one that was published. */
function entries(): [name: string, taken: string, published: string][] {
  return ['typebox', 'kysely'].flatMap((name) => {
    const folder = join(ROOT, 'node_modules', name)
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      exports: Record<string, Target>
    }
    return Object.entries(exports).map(([subpath, { node, default: published }]): [string, string, string] => [
      join(name, subpath),
      join(folder, node),
      join(folder, published),
    ])
  })
}

describe('packages put into a few files', () => {
  it.each(entries())('%s is taken from there, and gives what was published', async (name, taken, published) => {
    const [packed, whole] = (await Promise.all([import(taken), import(published)])) as Record<string, unknown>[]
    expect(Object.keys(packed ?? {}).toSorted()).toEqual(Object.keys(whole ?? {}).toSorted())
    const resolved = createRequire(join(ROOT, 'cloud', 'src', 'open.ts')).resolve(name)
    expect(resolved).toBe(taken)
  })

  it('are one instance, whichever way in', async () => {
    const format = await import(fileURLToPath(import.meta.resolve('typebox/format')))
    const value = await import(fileURLToPath(import.meta.resolve('typebox/value')))
    expect(dirname(fileURLToPath(import.meta.resolve('typebox')))).toMatch(/typebox\/packed$/)
    format.Set('of-this-test', () => false)
    expect(value.Check({ type: 'string', format: 'of-this-test' }, 'x')).toBe(false)
  })
})

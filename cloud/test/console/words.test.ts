import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(import.meta.dirname, '..', '..', 'console', 'src')
type Tree = { [key: string]: string | Tree }
const read = (name: string): Tree => JSON.parse(readFileSync(join(source, 'locales', name), 'utf8'))

const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : flat(value, `${path}${key}.`),
  )
const zh = new Map(flat(read('zh-CN.json')))
const en = new Map(flat(read('en.json')))
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.startsWith('generated'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }))
const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

describe('The console speaks both languages', () => {
  it('every sentence stands in both', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it('no sentence is empty', () => {
    expect([...zh, ...en].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('both languages fill in the same names', () => {
    const differing = [...zh].filter(([key, text]) => {
      const singularOnly = holes(en.get(key) ?? '').filter((hole) => !holes(text).includes(hole))
      return singularOnly.length > 0
    })
    expect(differing).toEqual([])
  })

  it('every key that the code names exists', () => {
    const named = files.flatMap(({ name, text }) =>
      [...text.matchAll(/\bt\('([\w.-]+)'/g)].map(([, key = '']) => ({ name, key })),
    )
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter(({ key }) => !zh.has(key))).toEqual([])
  })

  it('no page holds text of its own', () => {
    const chinese = files.filter(({ name, text }) => name.endsWith('.vue') && /[\u4e00-\u9fff]/.test(text))
    expect(chinese.map(({ name }) => name)).toEqual([])
  })

  it('no page puts raw HTML in', () => {
    expect(files.filter(({ text }) => /v-html|innerHTML/.test(text)).map(({ name }) => name)).toEqual([])
  })
})

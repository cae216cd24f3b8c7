import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadCatalogue } from '@zaojun/device-profiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NodeRedProcess } from './node-red-process.ts'

const nodesFolder = join(import.meta.dirname, '..', '..', '..', 'nodes')
const manifest = JSON.parse(readFileSync(join(nodesFolder, 'package.json'), 'utf8'))
const names = Object.keys(manifest['node-red'].nodes)

describe('the built package inside a real Node-RED', () => {
  let nodeRed: NodeRedProcess

  beforeAll(async () => {
    nodeRed = new NodeRedProcess({ url: 'http://127.0.0.1:1', token: 'none' })
    await nodeRed.start()
  })
  afterAll(() => nodeRed.stop())

  it('has one palette node for each kind of the catalogue', () => {
    for (const kind of loadCatalogue().kinds.keys()) expect(names).toContain(`kitchen-${kind}`)
  })

  it('loads every node without an error', async () => {
    const answer = await nodeRed.call('/nodes', { headers: { accept: 'application/json' } })
    const ours = answer
      .json<{ module: string; types: string[]; err?: string; enabled: boolean }[]>()
      .filter(({ module }) => module === '@zaojun/nodes')
    expect(ours.flatMap(({ types }) => types).toSorted()).toEqual(names.toSorted())
    for (const set of ours) expect(set).toMatchObject({ enabled: true })
    for (const set of ours) expect(set.err).toBeUndefined()
  })

  it('offers every template to the editor, and leaks no source', async () => {
    const { text } = await nodeRed.call('/nodes', { headers: { accept: 'text/html' } })
    for (const name of names) expect(text).toContain(`data-template-name="${name}"`)
    expect(text).not.toContain('createNode(')
    expect(text).not.toContain('sourceMappingURL')
  })

  it('helps in Chinese and in English', async () => {
    for (const [language, word] of [
      ['zh-CN', '一个节点代表厨房里的一台设备'],
      ['en-US', 'One node is one device'],
    ] as const) {
      const { text } = await nodeRed.call('/nodes', { headers: { accept: 'text/html', 'accept-language': language } })
      for (const name of names) expect(text).toContain(`data-help-name="${name}"`)
      expect(text).toContain(word)
    }
  })

  it('names the groups of its palette in Chinese, after the zones', async () => {
    const answer = await nodeRed.call('/nodes/messages?lng=zh-CN')
    const words = answer.json<Record<string, { palette?: { label: Record<string, string> } }>>()
    const group = (kind: string) => words[`@zaojun/nodes/kitchen-${kind}`]?.palette?.label
    expect(group('reading-in')?.zaojun).toBe('灶君厨房')
    expect(group('gas-monitor')?.zaojun_cooking).toBe('灶君 · 烹饪间')
    expect(group('rapid-analyzer')?.zaojun_quick_test).toBe('灶君 · 快检')
  })

  it('offers an example flow for each palette node', async () => {
    const folder = join(nodesFolder, 'examples')
    const used = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).map(({ type }: { type: string }) => type))
    for (const name of names) expect(used).toContain(name)
    expect((await nodeRed.call('/library/examples/flows/')).text).toContain('@zaojun/nodes')
  })

  it('leaves out the nodes that reach the operating system', async () => {
    const answer = await nodeRed.call('/nodes', { headers: { accept: 'application/json' } })
    const types = answer.json<{ types: string[] }[]>().flatMap((set) => set.types)
    for (const type of ['exec', 'file', 'file in', 'watch']) expect(types).not.toContain(type)
  })

  it('answers nobody without a pass of the gateway', async () => {
    for (const path of ['/', '/flows', '/settings', '/icons', '/kitchen/pickers'])
      expect((await nodeRed.call(path, { pass: false })).status).toBe(401)
    const forged = { 'x-zaojun-editor-pass': `installer.${Date.now() + 1000}.${'0'.repeat(64)}` }
    expect((await nodeRed.call('/flows', { pass: false, headers: forged })).status).toBe(401)
  })
})

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kind } from '@zaojun/device-profiles/kind'
import { build } from 'esbuild'
import { helpOf, type Tongue } from './help.ts'
import { groupOf } from './kinds.ts'

const root = join(import.meta.dirname, '..')
export const LANGUAGES = ['zh-CN', 'en-US'] as const
type Language = (typeof LANGUAGES)[number]

/** One entry of the package's `node-red.nodes`: a palette or config node, hand-written or made from a kind. */
export type NodeSet = { name: string; source: string; kind?: Kind }

/** Writes `dist/<set>/`: the node as one ES module, its editor part, its catalogues, its help and its icon. */
export async function writeNodeSet(set: NodeSet): Promise<void> {
  const out = join(root, 'dist', set.name)
  const [runtime, editor] = await Promise.all([runtimeOf(set), editorOf(set)])
  mkdirSync(join(out, 'icons'), { recursive: true })
  writeFileSync(join(out, `${set.name}.js`), runtime)
  const template = readSource(set, 'editor.html').replaceAll('__TYPE__', set.name)
  writeFileSync(join(out, `${set.name}.html`), `${template}<script type="text/javascript">\n${editor}</script>\n`)
  const icon = iconOf(editor)
  if (icon !== undefined) writeFileSync(join(out, 'icons', icon.name), icon.svg)
  for (const language of LANGUAGES) {
    const folder = join(out, 'locales', language)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${set.name}.json`), `${JSON.stringify(catalogue(set, language), null, 1)}\n`)
    const help = `<script type="text/html" data-help-name="${set.name}">\n${helpText(set, language)}</script>\n`
    writeFileSync(join(folder, `${set.name}.html`), help)
  }
}

const readSource = (set: NodeSet, file: string): string => readFileSync(join(root, 'src', set.source, file), 'utf8')

/** The code of all device nodes, once: each kind's node is a line that calls it. */
export async function writeDeviceNode(): Promise<void> {
  const out = join(root, 'dist', 'device')
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'device.js'), await bundle(`export { deviceNode } from './src/device/index.ts'`, 'esm'))
}

async function runtimeOf({ source, kind }: NodeSet): Promise<string> {
  if (kind === undefined) return bundle(`export { default } from './src/${source}/index.ts'`, 'esm')
  return `import { deviceNode } from '../device/device.js'\n\nexport default deviceNode(${JSON.stringify(kind)})\n`
}

/** A kind's part of the editor is its face alone; the gateway node's part registers it. */
async function editorOf({ source, kind }: NodeSet): Promise<string> {
  if (kind === undefined) return bundle(`import './src/${source}/editor.ts'`, 'iife')
  const { id, name, icon, zones, commands } = kind
  const { name: _, ...group } = groupOf(kind)
  const shown = existsSync(join(root, 'icons', icon)) ? icon : 'device.svg'
  const face = { id, name, icon: shown, zones, commands: commands !== undefined, group }
  return `(window.zaojunKinds ??= []).push(${JSON.stringify(face)})\n`
}

async function bundle(contents: string, format: 'esm' | 'iife'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format,
    platform: format === 'esm' ? 'node' : 'browser',
    target: format === 'esm' ? 'node22' : 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}

function iconOf(editor: string): { name: string; svg: string } | undefined {
  const name = /icon: ?"([a-z0-9-]+\.svg)"|"icon": ?"([a-z0-9-]+\.svg)"/.exec(editor)?.slice(1).find(Boolean)
  return name === undefined ? undefined : { name, svg: readFileSync(join(root, 'icons', name), 'utf8') }
}

type Tree = { [key: string]: string | Tree }

/** The words of one node: what all share, then its own, then its group of the palette. */
function catalogue(set: NodeSet, language: Language): Tree {
  const read = (source: string): Tree =>
    JSON.parse(readFileSync(join(root, 'src', source, `locale.${language}.json`), 'utf8'))
  const words = merge(read('shared'), read(set.source))
  if (set.kind === undefined) return words
  const { id, name } = groupOf(set.kind)
  return merge(words, { palette: { label: { [id]: name[tongueOf(language)] } } })
}

function merge(base: Tree, over: Tree): Tree {
  const out = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const before = out[key]
    out[key] = typeof value === 'object' && typeof before === 'object' ? merge(before, value) : value
  }
  return out
}

function helpText(set: NodeSet, language: Language): string {
  const template = readSource(set, `help.${language}.html`)
  return set.kind === undefined ? template : helpOf(set.kind, template, tongueOf(language))
}

const tongueOf = (language: Language): Tongue => (language === 'zh-CN' ? 'zh' : 'en')

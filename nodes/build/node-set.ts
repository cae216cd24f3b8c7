import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kind } from '@zaojun/device-profiles/kind'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
export const LANGUAGES = ['zh-CN', 'en-US'] as const
type Language = (typeof LANGUAGES)[number]

/** One entry of the package's `node-red.nodes`: a palette or config node, hand-written or made from a kind. */
export type NodeSet = { name: string; source: string; kind?: Kind }

/** Writes `dist/<set>/`: the node as one ES module, its editor part, its catalogues, its help and its icon. */
export async function writeNodeSet(set: NodeSet): Promise<void> {
  const out = join(root, 'dist', set.name)
  const [runtime, editor] = await Promise.all([bundle(runtimeEntry(set), 'esm'), bundle(editorEntry(set), 'iife')])
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

function runtimeEntry({ source, kind }: NodeSet): string {
  if (kind === undefined) return `export { default } from './src/${source}/index.ts'`
  return `import { deviceNode } from './src/${source}/index.ts'\nexport default deviceNode(${JSON.stringify(kind)})`
}

function editorEntry({ source, kind }: NodeSet): string {
  if (kind === undefined) return `import './src/${source}/editor.ts'`
  const { id, name, icon, zones, commands } = kind
  const face = { id, name, icon: existsSync(join(root, 'icons', icon)) ? icon : 'device.svg', zones }
  return `import { registerDevice } from './src/${source}/editor.ts'
registerDevice(${JSON.stringify({ ...face, commands: commands !== undefined })})`
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

/** The words of one node: what all share, then its own. */
function catalogue(set: NodeSet, language: Language): Tree {
  const read = (source: string): Tree =>
    JSON.parse(readFileSync(join(root, 'src', source, `locale.${language}.json`), 'utf8'))
  return merge(read('shared'), read(set.source))
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
  const help = readSource(set, `help.${language}.html`)
  if (set.kind === undefined) return help
  const tongue = language === 'zh-CN' ? 'zh' : 'en'
  const { description, points, commands = {} } = set.kind
  const [and, colon] = tongue === 'zh' ? ['、', '命令：'] : [', ', 'Commands: ']
  const list = (items: [string, { name: { zh: string; en: string } }][]) =>
    items.map(([key, { name }]) => `${escapeHtml(name[tongue])} <code>${key}</code>`).join(and)
  const orders = Object.entries(commands)
  return help
    .replace('__DESCRIPTION__', escapeHtml(description[tongue]))
    .replace('__POINTS__', list(Object.entries(points)))
    .replace('__COMMANDS__', orders.length === 0 ? '' : `<p>${colon}${list(orders)} (<code>msg.command</code>)</p>`)
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

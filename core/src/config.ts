import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { defineErrors } from './errors.ts'

export const fail = defineErrors({
  CONFIG_UNKNOWN_KEY: { status: 400, zh: '配置中有不认识的键：{name}', en: 'unknown key in the configuration: {name}' },
  CONFIG_INVALID: { status: 400, zh: '配置值不合要求：{name}', en: 'configuration value is not accepted: {name}' },
})

type Tree = { [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** One schema for file, environment and flags; later sources win: defaults < file < environment < flags. */
export type ConfigSources = {
  defaults: Tree
  file?: { name: string; content: unknown }
  /** `process.env`-like; only names that start with `prefix` and `_` count: `ZAOJUN_EDGE_HTTP_PORT` → `http.port`. */
  env?: { prefix: string; variables: Record<string, string | undefined> }
  /** `['--http.port', '8080']`, as typed. */
  flags?: string[]
}

/** Merges and checks the sources. Throws `CONFIG_UNKNOWN_KEY` or `CONFIG_INVALID`, naming the key and its source. */
export function resolveConfig<Schema extends TSchema>(schema: Schema, sources: ConfigSources): Static<Schema> {
  let tree = structuredClone(sources.defaults)
  if (sources.file !== undefined && sources.file.content !== null && sources.file.content !== undefined) {
    const { name, content } = sources.file
    if (!isTree(content)) throw fail('CONFIG_INVALID', { name: 'the file holds no mapping', place: name })
    refuseUnknown(schema, content, '', name)
    tree = merge(tree, content)
  }
  for (const { path, text, place } of [...fromEnvironment(schema, sources.env), ...fromFlags(sources.flags)])
    setText(schema, tree, path, text, place)
  const check = Compile(schema)
  if (!check.Check(tree)) {
    const [first] = check.Errors(tree)
    const path = first?.instancePath.slice(1).replaceAll('/', '.') ?? ''
    throw fail('CONFIG_INVALID', { name: `${path} ${first?.message ?? ''}`, place: path })
  }
  return tree as Static<Schema>
}

const propertiesOf = (schema: unknown): Tree | undefined =>
  isTree(schema) && isTree(schema.properties) ? schema.properties : undefined

function refuseUnknown(schema: unknown, value: Tree, path: string, place: string): void {
  const properties = propertiesOf(schema)
  if (properties === undefined) return
  for (const [key, item] of Object.entries(value)) {
    if (!(key in properties)) throw fail('CONFIG_UNKNOWN_KEY', { name: path + key, place })
    if (isTree(item)) refuseUnknown(properties[key], item, `${path}${key}.`, place)
  }
}

function merge(base: Tree, over: Tree): Tree {
  const out = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const before = out[key]
    out[key] = isTree(before) && isTree(value) ? merge(before, value) : value
  }
  return out
}

type Setting = { path: string[]; text: string; place: string }

function fromEnvironment(schema: unknown, env: ConfigSources['env']): Setting[] {
  if (env === undefined) return []
  const paths = new Map(leaves(schema).map((path) => [variableName(env.prefix, path), path]))
  return Object.entries(env.variables).flatMap(([name, text]) => {
    if (!name.startsWith(`${env.prefix}_`) || text === undefined) return []
    const path = paths.get(name)
    if (path === undefined) throw fail('CONFIG_UNKNOWN_KEY', { name, place: 'environment' })
    return [{ path, text, place: `environment ${name}` }]
  })
}

const variableName = (prefix: string, path: string[]) =>
  [prefix, ...path.map((part) => part.replaceAll(/([A-Z])/g, '_$1').toUpperCase())].join('_')

function leaves(schema: unknown, path: string[] = []): string[][] {
  const properties = propertiesOf(schema)
  if (properties === undefined) return [path]
  return Object.entries(properties).flatMap(([key, item]) => leaves(item, [...path, key]))
}

function fromFlags(flags: string[] = []): Setting[] {
  const settings: Setting[] = []
  for (let i = 0; i < flags.length; i += 2) {
    const flag = flags[i] ?? ''
    const text = flags[i + 1]
    if (!flag.startsWith('--') || text === undefined)
      throw fail('CONFIG_UNKNOWN_KEY', { name: flag, place: 'command line' })
    settings.push({ path: flag.slice(2).split('.'), text, place: `command line ${flag}` })
  }
  return settings
}

function setText(schema: unknown, tree: Tree, path: string[], text: string, place: string): void {
  let node = tree
  let at: unknown = schema
  for (const [index, key] of path.entries()) {
    const property = propertiesOf(at)?.[key]
    if (property === undefined) throw fail('CONFIG_UNKNOWN_KEY', { name: path.join('.'), place })
    at = property
    if (index === path.length - 1) node[key] = convert(at, text)
    else {
      if (!isTree(node[key])) node[key] = {}
      node = node[key] as Tree
    }
  }
}

function convert(schema: unknown, text: string): unknown {
  const type = isTree(schema) ? schema.type : undefined
  if ((type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (type === 'array' || type === 'object') {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  return text
}

import { createHash, generateKeyPairSync } from 'node:crypto'
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { Cloud } from './cloud.ts'
import { keysOf } from './keys.ts'
import { createMetrics } from './metrics.ts'

type Json = { [key: string]: unknown }
const isTree = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** How the API presents itself; titled schemas become components. */
export const describeApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: '灶君云 Zaojun cloud',
      version: '1',
      description: '厨房食品安全网关的云端接口。The cloud side of the kitchen food-safety gateway. Times are UTC ms.',
    },
    components: {
      securitySchemes: {
        person: { type: 'http', scheme: 'bearer', description: 'Token of `POST /v1/login`, or one made for a party' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'zaojun-cloud' },
        box: { type: 'http', scheme: 'bearer', description: 'Token of `POST /v1/enrolments`' },
      },
    },
  },
  // The plugin types both forms as one document or the other.
  transformObject: (document) => ('openapiObject' in document ? (hoist(document.openapiObject as Json) as never) : {}),
}

/** Moves every schema with a title to `components/schemas`. Two different ones under one title are a mistake. */
export function hoist(document: Json): Json {
  const schemas = new Map<string, { schema: unknown; print: string }>()
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit)
    if (!isTree(node)) return node
    const visited = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)]))
    // A parameter with a default need not be given.
    if ('in' in visited && isTree(visited.schema) && 'default' in visited.schema) visited.required = false
    const { title, ...schema } = visited
    if (typeof title !== 'string') return visited
    const print = createHash('sha256').update(JSON.stringify(schema)).digest('hex')
    const known = schemas.get(title)
    if (known !== undefined && known.print !== print) throw new Error(`two schemas are named ${title}`)
    schemas.set(title, { schema, print })
    return { $ref: `#/components/schemas/${title}` }
  }
  const { info, components, ...rest } = document
  const visited = visit(rest) as Json
  const sorted = [...schemas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema])
  return { ...visited, info, components: { ...(components as Json), schemas: Object.fromEntries(sorted) } }
}

/** The API description as committed in `cloud/openapi.json`. Deterministic; nothing is opened or started. */
export async function generateOpenApi(): Promise<string> {
  const { buildApp } = await import('./app.ts')
  const unused = new Proxy({}, { get: () => () => undefined })
  const cloud = {
    ...Object.fromEntries(
      ['store', 'accounts', 'intake', 'hub', 'boxNews', 'attachments', 'shared', 'boxTokens'].map((key) => [
        key,
        unused,
      ]),
    ),
    keys: keysOf(generateKeyPairSync('ed25519').privateKey),
    metrics: createMetrics(),
    catalogue: { kinds: [], zones: [], rules: new Map() },
    log: (await import('./log.ts')).createLog('silent'),
    now: () => 0,
    failed: () => {},
    answerFailure: (_error, _request, reply) => reply,
  } as Partial<Cloud> as Cloud
  const app = await buildApp(cloud, { trustProxy: false, secureCookies: false })
  await app.ready()
  const document = app.swagger() as unknown as Json
  await app.close()
  const paths = Object.entries(document.paths as Json).filter(([path]) => path.startsWith('/v1/'))
  paths.sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ ...document, paths: Object.fromEntries(paths) }, null, 2)}\n`
}

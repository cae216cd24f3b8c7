import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolveConfig } from '@zaojun/core/config'
import Type, { type Static } from 'typebox'
import { parse } from 'yaml'

const closed = { additionalProperties: false }

/** One schema for the file `<data>/edge.yaml`, the environment (`ZAOJUN_EDGE_…`) and flags (`--http.port 8970`). */
export const EdgeConfig = Type.Object(
  {
    data: Type.String({ description: 'Data folder' }),
    site: Type.Object(
      {
        name: Type.String(),
        timeZone: Type.String(),
        jurisdiction: Type.Optional(Type.String({ description: 'Whose rules hold: cn, us, eu, hk, codex' })),
        labels: Type.Optional(
          Type.Record(Type.String(), Type.String(), { description: 'What rules ask of the site: city, size' }),
        ),
      },
      closed,
    ),
    http: Type.Object({ host: Type.String(), port: Type.Integer({ minimum: 0, maximum: 65535 }) }, closed),
    log: Type.Object({ level: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const) }, closed),
    login: Type.Object(
      {
        password: Type.Optional(
          Type.String({ minLength: 8, description: 'First password; stored hashed, changed on the touchscreen' }),
        ),
      },
      closed,
    ),
    ledger: Type.Object(
      {
        groupCommitMs: Type.Integer({ minimum: 1, maximum: 1000 }),
        sealSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
        watchedSealSeconds: Type.Integer({ minimum: 1, maximum: 60 }),
        retentionDays: Type.Number({ minimum: 0, maximum: 3650 }),
        reserveMiB: Type.Integer({ minimum: 0, maximum: 4096 }),
      },
      closed,
    ),
    uplink: Type.Object(
      {
        url: Type.Optional(Type.String({ description: 'Cloud address; with `code` the box enrols itself at start' })),
        code: Type.Optional(Type.String({ description: 'One-time enrolment code' })),
        compress: Type.Boolean(),
        heartbeatSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
        proofSeconds: Type.Integer({
          minimum: 1,
          maximum: 86_400,
          description: 'An acknowledged batch that is not in the log after so long is an alarm',
        }),
        witnesses: Type.Array(Type.String(), {
          maxItems: 16,
          description: 'Verifier keys of witnesses of the log; in the file',
        }),
      },
      closed,
    ),
    witness: Type.Object(
      {
        enabled: Type.Boolean({ description: 'This box is a witness of the log it is enrolled at' }),
        everySeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
      },
      closed,
    ),
    kitchen: Type.Optional(Type.String({ description: 'A YAML file of buses, units and devices to begin with' })),
    usb: Type.Object({ folders: Type.Array(Type.String(), { description: 'Where USB sticks are mounted' }) }, closed),
    nodeRed: Type.Object({ enabled: Type.Boolean() }, closed),
  },
  closed,
)
export type EdgeConfig = Static<typeof EdgeConfig>

const DEFAULTS = {
  data: 'data/edge',
  site: { name: '未命名厨房', timeZone: 'Asia/Shanghai' },
  http: { host: '127.0.0.1', port: 8970 },
  log: { level: 'info' },
  login: {},
  ledger: { groupCommitMs: 1000, sealSeconds: 60, watchedSealSeconds: 10, retentionDays: 14, reserveMiB: 32 },
  uplink: { compress: true, heartbeatSeconds: 60, proofSeconds: 300, witnesses: [] },
  witness: { enabled: false, everySeconds: 5 },
  usb: { folders: ['/media', '/run/media'] },
  nodeRed: { enabled: true },
}

/** Flags beat the environment, which beats the file. Throws `CONFIG_…` naming the key and its source. */
export function loadEdgeConfig(flags: string[], variables: Record<string, string | undefined>): EdgeConfig {
  const env = { prefix: 'ZAOJUN_EDGE', variables }
  const { data } = resolveConfig(EdgeConfig, { defaults: DEFAULTS, env, flags })
  const name = join(data, 'edge.yaml')
  const file = existsSync(name) ? { file: { name, content: parse(readFileSync(name, 'utf8')) } } : {}
  return resolveConfig(EdgeConfig, { defaults: DEFAULTS, ...file, env, flags })
}

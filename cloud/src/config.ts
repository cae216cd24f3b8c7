import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resolveConfig } from '@zaojun/core/config'
import Type, { type Static } from 'typebox'
import { parse } from 'yaml'

const closed = { additionalProperties: false }
const ENV_PREFIX = 'ZAOJUN_CLOUD'

const KeptDays = Type.Integer({
  minimum: 0,
  maximum: 36_525,
  description: 'Days that what is kept of a site stays where the site says nothing else; 0: for ever',
})

/** One schema for the file `<data>/cloud.yaml`, the environment (`ZAOJUN_CLOUD_…`) and flags (`--http.port 8980`). */
export const CloudConfig = Type.Object(
  {
    data: Type.String({ description: 'Data folder' }),
    http: Type.Object(
      {
        host: Type.String(),
        port: Type.Integer({ minimum: 0, maximum: 65535 }),
        trustProxy: Type.Boolean({ description: 'Take the client address from X-Forwarded-For of a proxy in front' }),
        drainSeconds: Type.Number({
          minimum: 0,
          maximum: 300,
          description: 'When told to end: how long it still answers while /ready says 503',
        }),
        secureCookies: Type.Boolean({ description: 'On where a proxy serves HTTPS' }),
      },
      closed,
    ),
    log: Type.Object({ level: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const) }, closed),
    admin: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 80 }),
        password: Type.Optional(
          Type.String({ minLength: 8, description: 'First password; where absent one is made up and printed once' }),
        ),
      },
      closed,
    ),
    ingest: Type.Object(
      {
        decoders: Type.Integer({
          minimum: 1,
          maximum: 16,
          description: 'Worker threads that verify and decode batches',
        }),
        maxQueuedBatches: Type.Integer({ minimum: 1, maximum: 10_000 }),
      },
      closed,
    ),
    store: Type.Object(
      {
        url: Type.Optional(
          Type.String({ description: 'postgres://user:password@host:5432,host2:5432/database; absent: embedded' }),
        ),
        readers: Type.Integer({
          minimum: 1,
          maximum: 16,
          description: 'Threads that read the embedded store, or work out long answers of PostgreSQL',
        }),
        connections: Type.Integer({ minimum: 2, maximum: 200, description: 'Connections to PostgreSQL' }),
        statementSeconds: Type.Number({ minimum: 0.1, maximum: 600, description: 'Longest a statement may take' }),
        startSeconds: Type.Number({ minimum: 0, maximum: 3600, description: 'How long to wait for it at start' }),
      },
      closed,
    ),
    redis: Type.Object(
      {
        url: Type.Optional(
          Type.String({
            description: 'redis://user:password@host:6379/0, rediss:// by TLS; absent: each process alone',
          }),
        ),
      },
      closed,
    ),
    proof: Type.Object(
      {
        sequenceMs: Type.Integer({
          minimum: 100,
          maximum: 60_000,
          description: 'How often batches get their places in the log',
        }),
        witnesses: Type.Array(
          Type.Object(
            {
              url: Type.Optional(Type.String({ description: 'Its address; absent: a box that sends what it signs' })),
              key: Type.String({ description: 'Its verifier key' }),
            },
            closed,
          ),
          { maxItems: 16, description: 'Who cosigns the checkpoints; in the file' },
        ),
      },
      closed,
    ),
    rollup: Type.Object(
      {
        intervalSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
        openHourSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
      },
      closed,
    ),
    retention: Type.Object(
      {
        readingsDays: KeptDays,
        hourlyDays: KeptDays,
        envelopesDays: KeptDays,
        recordsDays: KeptDays,
        intervalSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
      },
      closed,
    ),
    sealing: Type.Object(
      {
        afterHours: Type.Integer({
          minimum: 1,
          maximum: 8784,
          description: 'Readings of a UTC day are merged into chunks so long after its end',
        }),
        intervalSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
      },
      closed,
    ),
  },
  closed,
)
export type CloudConfig = Static<typeof CloudConfig>

export const DEFAULTS = {
  data: 'data/cloud',
  http: { host: '127.0.0.1', port: 8980, trustProxy: false, secureCookies: false, drainSeconds: 0 },
  log: { level: 'info' },
  admin: { name: 'admin' },
  ingest: { decoders: 1, maxQueuedBatches: 256 },
  store: { readers: 1, connections: 8, statementSeconds: 10, startSeconds: 30 },
  redis: {},
  proof: { sequenceMs: 1_000, witnesses: [] },
  rollup: { intervalSeconds: 10, openHourSeconds: 300 },
  retention: { readingsDays: 0, hourlyDays: 0, envelopesDays: 0, recordsDays: 0, intervalSeconds: 3_600 },
  sealing: { afterHours: 24, intervalSeconds: 300 },
} satisfies CloudConfig

/** Flags beat the environment, which beats the file. Throws `CONFIG_…` naming the key and its source. */
export function loadCloudConfig(flags: string[], variables: Record<string, string | undefined>): CloudConfig {
  const env = { prefix: ENV_PREFIX, variables }
  const { data } = resolveConfig(CloudConfig, { defaults: DEFAULTS, env, flags })
  const name = join(data, 'cloud.yaml')
  const file = existsSync(name) ? { file: { name, content: parse(readFileSync(name, 'utf8')) } } : {}
  return resolveConfig(CloudConfig, { defaults: DEFAULTS, ...file, env, flags })
}

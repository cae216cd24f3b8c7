import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RANGE_HEADER } from '@zaojun/core'
import type { Logger } from 'pino'
import { buildApp } from '../../src/app.ts'
import { type CloudConfig, DEFAULTS } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { type OpenCloud, openCloud, shippedCatalogue } from '../../src/open.ts'
import type { App } from '../../src/routes/route.ts'
import { type Sealed, TestBox } from './test-box.ts'
import { dropStore, storeUrlOf } from './test-store.ts'

export const PASSWORD = 'a password for tests'
export const SITE = 'canteen-1'
/** Read once for all clouds of a process: that takes a tenth of what opening one does. */
const catalogue = shippedCatalogue()

export type TestCloud = {
  app: App
  cloud: OpenCloud
  folder: string
  clock: { now: number }
  token: string
  /** As the admin: method and path, e.g. `GET /v1/sites`. */
  ask(
    request: string,
    body?: object,
  ): Promise<{ status: number; body: never; headers: Record<string, unknown>; raw: Buffer }>
  /** A new box, enrolled at `SITE` or another one. */
  enrolled(box?: TestBox, site?: string): Promise<TestBox>
  post(
    box: TestBox,
    sealed: Pick<Sealed, 'envelope'> | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: never }>
  beat(box: TestBox, heartbeat?: Uint8Array): Promise<{ status: number; body: never }>
  close(): Promise<void>
}

/**
 * A whole cloud on a real store of its own, with one site; the clock is in the test's hands. The store is a SQLite file,
 * or a PostgreSQL database where the run is on that; the same folder is the same store.
 */
export async function openTestCloud(
  given: {
    folder?: string
    now?: number
    witnesses?: CloudConfig['proof']['witnesses']
    store?: Partial<CloudConfig['store']>
    ingest?: Partial<CloudConfig['ingest']>
    log?: Logger
    /** How often batches get their places by themselves. */
    sequenceMs?: number
  } = {},
): Promise<TestCloud> {
  const folder = given.folder ?? (await mkdtemp(join(tmpdir(), 'zaojun-cloud-')))
  const clock = { now: given.now ?? Date.UTC(2027, 2, 1, 8) }
  const config: CloudConfig = {
    ...DEFAULTS,
    data: folder,
    admin: { name: 'admin', password: PASSWORD },
    store: { ...DEFAULTS.store, url: storeUrlOf(folder), ...given.store },
    ingest: { ...DEFAULTS.ingest, ...given.ingest },
    rollup: { intervalSeconds: 3600, openHourSeconds: 3600 },
    proof: {
      ...DEFAULTS.proof,
      witnesses: given.witnesses ?? [],
      sequenceMs: given.sequenceMs ?? DEFAULTS.proof.sequenceMs,
    },
  } as CloudConfig
  const cloud = await openCloud({ config, log: given.log ?? createLog('silent'), now: () => clock.now, catalogue })
  const app = await buildApp(cloud, { trustProxy: false, secureCookies: false, checkAnswers: true })
  await cloud.store.createSite({ id: SITE, name: '一食堂', timeZone: 'Asia/Shanghai', createdAt: clock.now })
  const token = await cloud.accounts.login('admin', PASSWORD, 'test')

  const ask: TestCloud['ask'] = async (request, body) => {
    const [method, url] = request.split(' ') as ['GET', string]
    const answer = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body }),
    })
    const isJson = /[/+]json\b/.test(String(answer.headers['content-type']))
    return {
      status: answer.statusCode,
      body: (isJson ? answer.json() : null) as never,
      headers: answer.headers,
      raw: answer.rawPayload,
    }
  }
  return {
    app,
    cloud,
    folder,
    clock,
    token,
    ask,
    async enrolled(box = new TestBox(), site = SITE) {
      const { body } = await ask(`POST /v1/sites/${site}/enrolment-codes`)
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/enrolments',
        headers: { 'content-type': 'application/cose' },
        payload: Buffer.from(box.enrolment((body as { code: string }).code)),
      })
      if (answer.statusCode !== 200) throw new Error(`enrolment: ${answer.body}`)
      box.token = (answer.json() as { token: string }).token
      return box
    },
    async post(box, sealed, headers = {}) {
      const bytes = sealed instanceof Uint8Array ? sealed : sealed.envelope
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/batches',
        headers: { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose', ...headers },
        payload: Buffer.from(bytes),
      })
      return { status: answer.statusCode, body: answer.json() as never }
    },
    async beat(box, heartbeat = box.heartbeat()) {
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/heartbeats',
        headers: { authorization: `Bearer ${box.token}`, 'content-type': 'application/cose' },
        payload: Buffer.from(heartbeat),
      })
      return { status: answer.statusCode, body: answer.json() as never }
    },
    async close() {
      await app.close()
      await cloud.close()
      if (given.folder !== undefined) return
      dropStore(folder)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const rangeHeader = (oldest: number, newest: number, pending: [number, number][]) => ({
  [RANGE_HEADER]: JSON.stringify({ oldest, newest, pending }),
})

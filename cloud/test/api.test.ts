import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateOpenApi } from '../src/openapi.ts'
import { openTestCloud, type TestCloud } from './harness/test-cloud.ts'

let t: TestCloud
beforeAll(async () => {
  t = await openTestCloud()
})
afterAll(() => t.close())

type Operation = { operationId?: string; security?: object[]; responses: Record<string, unknown> }
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, unknown> } }

it('[L24] describes one API for every client, the same each time', async () => {
  const text = await generateOpenApi()
  expect(await generateOpenApi()).toBe(text)
  const { paths } = JSON.parse(text) as Document
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).not.toContain(undefined)
  expect((await t.ask('GET /docs/json')).status).toBe(200)
})

it('lets nobody without a token read or change anything of a site', async () => {
  const { paths } = JSON.parse(await generateOpenApi()) as Document
  const open: string[] = []
  for (const [path, operations] of Object.entries(paths))
    for (const [method, operation] of Object.entries(operations)) {
      const url = path
        .replace('{site}', 'canteen-1')
        .replace('{box}', `box-${'0'.repeat(16)}`)
        .replace('{n}', '1')
        .replace(/\{(commitment|digest)\}/, 'a'.repeat(64))
      const spans = /\/(series|figures|rollups|readings)$/.test(url)
      const query = spans ? '?device=a&point=b&from=1&to=2' : '?reason=x&seq=1'
      const part = { commitment: 'a'.repeat(64), salt: 'b'.repeat(32), value: 1, purpose: 'x' }
      const posted = url.endsWith('/maintenance')
        ? { from: 1, to: 2, reason: 'x' }
        : { id: 'x', name: 'x', timeZone: 'UTC' }
      const payload = method === 'put' ? part : posted
      const headers = { 'upload-offset': '0', 'upload-length': '1' }
      const answer = await t.app.inject({
        method: method.toUpperCase() as 'GET',
        url: `${url}${query}`,
        headers,
        ...(method === 'get' || method === 'head' ? {} : { payload }),
      })
      if (answer.statusCode !== 401) open.push(operation.operationId ?? '')
    }
  // The log is public: it holds digests, and why it was restarted. A new key shows by its signatures, and a code, whose it is.
  const known = ['enrol', 'getHealth', 'getLog', 'getOriginProof', 'getSession', 'login', 'rotateBoxKey']
  expect(open.sort()).toEqual(known)
})

it('answers what does not exist and what is malformed with a code', async () => {
  expect(await t.ask('GET /v1/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  expect(await t.ask('GET /v1/sites/UPPER')).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
  expect(await t.ask('POST /v1/sites', { id: 'x' })).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
  const broken = await t.app.inject({
    method: 'POST',
    url: '/v1/login',
    headers: { 'content-type': 'application/json' },
    payload: '{',
  })
  expect([broken.statusCode, broken.json().code]).toEqual([400, 'REQUEST_INVALID'])
})

it('shows its health, its metrics and its catalogue', async () => {
  expect(await t.ask('GET /v1/health')).toMatchObject({ status: 200, body: { status: 'ok', log: t.cloud.keys.log } })
  expect((await t.app.inject('/metrics')).body).toContain('zaojun_cloud_batches_total')
  const { kinds, zones } = (await t.ask('GET /v1/catalogue')).body as { kinds: { id: string }[]; zones: object[] }
  expect(kinds.map(({ id }) => id)).toContain('gas-monitor')
  expect(zones).toHaveLength(12)
})

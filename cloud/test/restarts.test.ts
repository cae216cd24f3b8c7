import { checkBundle, type OriginBundle, type ProofBundle } from '@zaojun/core/proof/index'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkStore } from '../src/verify/check-store.ts'
import { nodeCrypto } from './harness/node-crypto.ts'
import { type RestartedCloud, restartedCloud } from './harness/restarted-cloud.ts'
import { SITE, type TestCloud } from './harness/test-cloud.ts'
import { storeUrlOf } from './harness/test-store.ts'
import { WITNESS } from './harness/test-witness.ts'

let restarted: RestartedCloud
const setRights = (t: TestCloud) => t.ask(`PUT /v1/sites/${SITE}/rights`, { owner: 'operator', purposes: ['audit'] })
beforeAll(async () => {
  restarted = await restartedCloud({ kept: 3, lost: 4, again: 2, meanwhile: setRights })
})
afterAll(() => restarted.close())

const check = (bundle: unknown) =>
  checkBundle(bundle, nodeCrypto, { logKey: restarted.logKey, witnesses: [restarted.witnessKey] })
const batch = async (n: number): Promise<ProofBundle> =>
  (await restarted.t.ask(`GET /v1/sites/${SITE}/boxes/${restarted.box.id}/batches/${n}/proof`)).body

it('[P1] a log that was restarted proves to anyone what it was before, why, what is lost and what came again', async () => {
  const { t, lost } = restarted
  const { statusCode, body } = await t.app.inject('/v1/proof/origins/2')
  expect(statusCode).toBe(200)
  const bundle = JSON.parse(body) as OriginBundle
  // The policy stands first; then what was said about rights, and the last four batches, were lost.
  expect(bundle.lost).toEqual({ from: 4, to: 8, batches: 4, again: 2 })
  const { ok, restarts } = await check(bundle)
  expect(ok).toBe(true)
  expect(restarts).toMatchObject([
    {
      log: `${lost.origin}/2`,
      before: { origin: lost.origin, size: lost.size },
      at: t.clock.now,
      reason: expect.stringContaining('the store holds 4 of 9 entries'),
      cosigned: [{ name: WITNESS }],
    },
  ])
})

it('[P1] the proof of a batch that came again leads on to the restart, and is refused without it', async () => {
  const bundle = await batch(4)
  expect(bundle.v).toBe(3)
  expect(await check(bundle)).toMatchObject({ ok: true, restarts: [{ before: { size: restarted.lost.size } }] })
  const { origins, ...bare } = bundle
  expect((await check({ ...bare, v: 1 })).checks.at(-1)).toMatchObject({
    check: 'origin',
    ok: false,
    detail: expect.stringContaining(`${restarted.lost.origin}/2: the file does not hold its first entry`),
  })
})

it('[P1] the proof of a batch of the old log holds still', async () => {
  const bundle = await batch(2)
  expect([bundle.v, (await checkBundle(bundle, nodeCrypto, { logKey: restarted.logKey })).ok]).toEqual([1, true])
})

it('no origin is made up where there is none', async () => {
  for (const generation of [3, 999_999])
    expect((await restarted.t.app.inject(`/v1/proof/origins/${generation}`)).statusCode).toBe(404)
  expect((await restarted.t.app.inject('/v1/proof/origins/1')).statusCode).toBe(400)
})

it('how long a log is is told also from beyond its end', async () => {
  const { size } = await restarted.t.cloud.store.leavesFrom({ generation: 1, from: 1_000 })
  expect(size).toBe(4)
})

it('[P1] the whole store verifies but for the batches that are still to come again; what else was lost is told apart', async () => {
  const { folder } = restarted.t
  const { lost, findings } = await checkStore({ data: folder, url: storeUrlOf(folder), logKeys: [restarted.logKey] })
  expect(lost).toBe(1)
  const missing = (n: number) => ({
    place: `log 1, entry ${n + 1}`,
    what: expect.stringContaining(`batch ${restarted.box.id}/${n}`),
  })
  expect(findings).toMatchObject([missing(6), missing(7)])
})

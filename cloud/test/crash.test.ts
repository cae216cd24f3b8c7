import { expect, it } from 'vitest'
import { STEPS } from './harness/cloud-process.ts'
import { crashRun } from './harness/crash.ts'
import { onPostgres, storeUrlOf, tamper } from './harness/test-store.ts'

const NOTHING_LOST = {
  lost: 0,
  duplicated: 0,
  reordered: 0,
  unproven: 0,
  inconsistent: 0,
  witnessed: true,
  findings: [],
}

it('[G4] a cloud killed in the midst of ingest, and at each step of its log, has all it acknowledged, once and in order, in one history that all who ever saw it took', async () => {
  const { acknowledged, checkpointsSeen, ...found } = await crashRun({
    kills: 1,
    random: Math.random,
    storeUrl: storeUrlOf('crash'),
    steps: [...STEPS],
    // On PostgreSQL the next one would wait until the lease of the dead one has run out.
    ...(onPostgres ? { onKilled: () => tamper('crash', 'UPDATE lease SET holder = NULL') } : {}),
  })
  expect(acknowledged).toBeGreaterThanOrEqual(6)
  expect(checkpointsSeen).toBeGreaterThan(5)
  expect(found).toMatchObject({ kills: 6, atSteps: 5, ...NOTHING_LOST })
}, 300_000)

it.runIf(onPostgres)(
  '[P1] of two aggregators at once, one of them killed, nobody is ever shown two histories',
  async () => {
    const { acknowledged, checkpointsSeen, ...found } = await crashRun({
      kills: 1,
      random: Math.random,
      storeUrl: storeUrlOf('crash-beside'),
      beside: true,
    })
    expect(acknowledged).toBeGreaterThan(0)
    expect(checkpointsSeen).toBeGreaterThan(1)
    expect(found).toMatchObject({ kills: 1, ...NOTHING_LOST })
  },
)

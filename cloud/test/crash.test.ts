import { expect, it } from 'vitest'
import { crashRun } from './harness/crash.ts'
import { storeUrlOf } from './harness/test-store.ts'

it('[G4] a cloud killed in the midst of ingest has all it acknowledged, once and in order, in one history that its witness took', async () => {
  const { acknowledged, ...found } = await crashRun(3, Math.random, storeUrlOf('crash'))
  expect(acknowledged).toBeGreaterThanOrEqual(3)
  expect(found).toMatchObject({
    kills: 3,
    lost: 0,
    duplicated: 0,
    reordered: 0,
    witnessed: true,
    findings: [],
  })
}, 120_000)

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reading, type Sealed, type TestBox } from './test-box.ts'
import { openTestCloud, type TestCloud } from './test-cloud.ts'
import { copyStore, dropStore, restoreStore } from './test-store.ts'
import { openTestWitness } from './test-witness.ts'

export type RestartedCloud = {
  t: TestCloud
  box: TestBox
  /** Verifier key of the log's first generation, and of its witness. */
  logKey: string
  witnessKey: string
  /** What the old log last said of itself. */
  lost: { origin: string; size: number; checkpoint: string }
  close(): Promise<void>
}

/**
 * A cloud with a witness whose store was put back to what it was after `kept` batches; the box had sent `lost` more, and
 * sends the first `again` of those again. Batches are `kept` + `lost`, numbered from 1. `meanwhile`: what else was lost.
 */
export async function restartedCloud(given: {
  kept: number
  lost: number
  again: number
  meanwhile?(t: TestCloud): Promise<unknown>
}): Promise<RestartedCloud> {
  const [folder, copy] = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'zaojun-restarted-'))))
  if (folder === undefined || copy === undefined) throw new Error('no folder')
  const first = await openTestCloud({ folder })
  const box = await first.enrolled()
  const { key: logKey } = await first.cloud.merkleLog.state()
  await first.close()
  const witness = await openTestWitness(folder)
  const open = async (): Promise<TestCloud> => openTestCloud({ folder, witnesses: [witness.given] })
  const send = async (t: TestCloud, batches: Sealed[]) => {
    for (const sealed of batches) await t.post(box, sealed)
    await t.cloud.merkleLog.now()
    await t.cloud.merkleLog.witnessed()
  }
  const sealed = Array.from({ length: given.kept + given.lost }, (_, n) =>
    box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: first.clock.now + n }]),
  )
  const before = await open()
  await send(before, sealed.slice(0, given.kept))
  await before.close()
  await copyStore(folder, copy)
  const after = await open()
  await given.meanwhile?.(after)
  await send(after, sealed.slice(given.kept))
  const lost = await after.cloud.merkleLog.state()
  await after.close()
  await restoreStore(copy, folder)
  const t = await open()
  await send(t, sealed.slice(given.kept, given.kept + given.again))
  const close = async () => {
    await t.close()
    await witness.close()
    for (const each of [folder, copy]) {
      dropStore(each)
      await rm(each, { recursive: true, force: true })
    }
  }
  return { t, box, logKey, witnessKey: witness.given.key, lost, close }
}

import { fail } from '../errors.ts'
import { RESTORE_TABLE, type StoreSnapshot } from '../store/table-rows.ts'

/** Throws `STORE_HALF_RESTORED`. */
export async function refuseHalfRestored(snapshot: StoreSnapshot): Promise<void> {
  if ((await snapshot.tables()).includes(RESTORE_TABLE)) throw fail('STORE_HALF_RESTORED')
}

/** What is signed with the key of one log must not be a store of another. Throws `STORE_OTHER_LOG`. */
export async function refuseOtherLog(snapshot: StoreSnapshot, log: string): Promise<void> {
  const [owner] = await snapshot.all<{ value: string }>(`SELECT value FROM setting WHERE key = 'log'`)
  if (owner !== undefined && owner.value !== log) throw fail('STORE_OTHER_LOG', { name: owner.value })
}

/** How far each generation of the log is, the newest first. */
export async function sizesOfLog(snapshot: StoreSnapshot): Promise<{ generation: number; size: number }[]> {
  const text = 'SELECT generation, max(idx) + 1 AS size FROM leaf GROUP BY generation ORDER BY generation DESC'
  const sizes = await snapshot.all<{ generation: number; size: number }>(text)
  return sizes.map(({ generation, size }) => ({ generation: Number(generation), size: Number(size) }))
}

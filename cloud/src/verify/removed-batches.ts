import type { Removal } from '@zaojun/core/proof/index'
import type { StoreSnapshot } from '../store/table-rows.ts'

/** Whether a policy has removed the envelope of a batch, as the removals say; the log commits to each of them. */
export async function removedBatches(snapshot: StoreSnapshot): Promise<(box: string, n: number) => boolean> {
  const runs = new Map<string, [number, number][]>()
  for (const { body } of await snapshot.all<{ body: Uint8Array }>('SELECT body FROM removal')) {
    const removal = JSON.parse(Buffer.from(body).toString()) as Removal
    if (removal.what === 'envelopes') runs.set(removal.box, [...(runs.get(removal.box) ?? []), ...removal.runs])
  }
  return (box, n) => runs.get(box)?.some(([from, to]) => n >= from && n <= to) ?? false
}

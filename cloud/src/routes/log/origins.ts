import type { OriginBundle } from '@zaojun/core/proof/index'
import { fail } from '../../errors.ts'
import { logKeyText, originOf } from '../../merkle-log/checkpoints.ts'
import { lostEntries } from '../../merkle-log/lost-entries.ts'
import { originsOf, restartOf } from '../../merkle-log/opening.ts'
import type { Routes } from '../route.ts'
import { getOrigin } from './schema.ts'

/** What boxes send again comes by and by: those who ask share what was counted so long ago. */
const COUNTED_MS = 10_000

/** Why the log goes on under another name. Public, as the log is: digests and a reason. */
export const origins: Routes = (app, cloud) => {
  const { merkleLog, keys, now } = cloud
  const counted = new Map<number, { at: number; bundle: OriginBundle }>()

  app.get('/v1/proof/origins/:generation', { schema: getOrigin }, async ({ params: { generation } }) => {
    const held = counted.get(generation)
    if (held !== undefined && now() - held.at < COUNTED_MS) return held.bundle
    const log = originOf(keys, generation)
    if ((await restartOf(merkleLog, generation)) === null) throw fail('NOT_FOUND', { name: log })
    const lost = await lostEntries(cloud, generation)
    const logKey = await logKeyText(keys, log)
    const bundle = {
      v: 3 as const,
      kind: 'origin' as const,
      log,
      origins: await originsOf(merkleLog, generation),
      lost,
      logKey,
    }
    counted.set(generation, { at: now(), bundle })
    return bundle
  })
}

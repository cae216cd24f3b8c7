import { type Holding, removalError } from '@zaojun/core'
import type { Erasure } from '../store/store.ts'
import type { RemovedByPolicy } from './common.ts'

/** What is said of erased content: who removed it, when and why. */
export const removed = ({ reason, by, at }: Erasure): RemovedByPolicy => ({
  code: 'REMOVED_BY_POLICY',
  message: removalError('REMOVED_BY_POLICY').message.trim(),
  reason,
  by,
  at,
})

/** Content whose time is over counts as erased also before the job has come by; null while it may be given out. */
export const overdue = ({ expires }: Partial<Holding>, now: number): Erasure | null =>
  expires === undefined || expires > now ? null : { reason: 'retention', by: 'policy', at: expires }

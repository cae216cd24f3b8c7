import { removalError } from '@zaojun/core'
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

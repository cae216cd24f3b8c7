import { type CrashOutcome, crashRun } from '../../cloud/test/harness/crash.ts'

/**
 * kill −9 of the real cloud process at random moments under load: of the batches it had acknowledged, how many were
 * lost, held twice or out of order. At least 60 kills bound the chance that a kill loses something at 5 %.
 */
export function crashCloud(kills: number): Promise<CrashOutcome> {
  return crashRun(kills, Math.random)
}

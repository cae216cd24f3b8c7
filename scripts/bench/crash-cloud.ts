import { STEPS } from '../../cloud/test/harness/cloud-process.ts'
import { type CrashOutcome, crashRun } from '../../cloud/test/harness/crash.ts'

/** So often at each step of the sequencer, beside the random moments. */
const ROUNDS = 4

/**
 * kill −9 of the real cloud process at random moments under load: of the batches it had acknowledged, how many were
 * lost, held twice or out of order. At least 60 kills bound the chance that a kill loses something at 5 %.
 */
export function crashCloud(kills: number): Promise<CrashOutcome> {
  const steps = Array.from({ length: ROUNDS }, () => STEPS).flat()
  return crashRun({ kills, random: Math.random, steps })
}

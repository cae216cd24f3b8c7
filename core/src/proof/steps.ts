import { reasonOf } from '../errors.ts'
import { batchSteps } from './bundle.ts'
import type { Checkpoint } from './checkpoint.ts'
import { contentSteps } from './content-steps.ts'
import type { Crypto } from './in-log.ts'
import { type ReadsBundle, readsKind } from './reads-bundle.ts'
import { type RightsBundle, rightsKind } from './rights-bundle.ts'

/** What is checked, in this order; each stands on those before. A bundle has those that concern it. */
export const CHECKS = ['shape', 'box-key', 'signature', 'content', 'leaf', 'checkpoint', 'inclusion', 'keys'] as const
export type Check = { check: (typeof CHECKS)[number]; ok: boolean; detail: string }
export type Verdict = { ok: boolean; checks: Check[]; checkpoint?: Checkpoint }
export type Steps = Partial<Record<Check['check'], () => string | Promise<string>>>

/**
 * Checks a bundle of any origin: of a batch, a page of reads, a statement on rights. `trustedLog` is a verifier key the reader got
 * elsewhere; without it the bundle's own is used, which shows that it is whole but not whose log it is. Never throws;
 * the first check that fails is the last.
 */
export async function checkBundle(given: unknown, crypto: Crypto, trustedLog?: string): Promise<Verdict> {
  const verdict: Verdict = { ok: false, checks: [] }
  const found = (checkpoint: Checkpoint) => {
    verdict.checkpoint = checkpoint
  }
  const kind = (given as { kind?: unknown } | null)?.kind
  const content =
    kind === 'reads'
      ? readsKind(given as ReadsBundle)
      : kind === 'rights'
        ? rightsKind(given as RightsBundle)
        : undefined
  const steps =
    content === undefined
      ? batchSteps(given, crypto, trustedLog, found)
      : contentSteps(given, content, crypto, trustedLog, found)
  for (const check of CHECKS) {
    const step = steps[check]
    if (step === undefined) continue
    try {
      verdict.checks.push({ check, ok: true, detail: await step() })
    } catch (error) {
      verdict.checks.push({ check, ok: false, detail: reasonOf(error) })
      return verdict
    }
  }
  return { ...verdict, ok: true }
}

import { reasonOf } from '../errors.ts'
import { batchSteps } from './bundle.ts'
import type { Checkpoint } from './checkpoint.ts'
import { contentSteps } from './content-steps.ts'
import { type Cosigned, cosignersOf } from './cosigners.ts'
import { generationOf } from './generation.ts'
import { type Crypto, demand, logKeyOf, type Trusted } from './in-log.ts'
import { parseNote, parseVerifierKey } from './note.ts'
import { logIn, type OriginProof, originSteps, type Restart, restartsOf } from './origins.ts'
import { type ReadsBundle, readsKind } from './reads-bundle.ts'
import { type RemovalBundle, type RemovalProof, type Removed, removalKind, removedOf, removedSteps } from './removal.ts'
import { type RightsBundle, rightsKind } from './rights-bundle.ts'
import { parseTlogProof } from './tlog-proof.ts'

/** A batch of the largest size in base64, with its proofs, is shorter. */
export const MAX_BUNDLE_BYTES = 16 * 1024 * 1024

/** What is checked, in this order; each stands on those before. A bundle has those that concern it. */
export const CHECKS = [
  'shape',
  'box-key',
  'signature',
  'content',
  'leaf',
  'checkpoint',
  'inclusion',
  'witnesses',
  'removed',
  'origin',
  'keys',
] as const
export type Check = { check: (typeof CHECKS)[number]; ok: boolean; detail: string }
/**
 * What came out beside the checks. `cosigned`: by the witnesses whose keys were given · `restarts`: of the log · `removed`:
 * by policy, of what the bundle is about.
 */
export type Found = { checkpoint?: Checkpoint; cosigned: Cosigned[]; restarts: Restart[]; removed: Removed[] }
export type Verdict = { ok: boolean; checks: Check[] } & Found
type Detail = string | undefined
/** Undefined where a step does not concern the bundle. */
export type Steps = Partial<Record<Check['check'], () => Detail | Promise<Detail>>>
/** Verifier keys the reader got elsewhere. Every one of `witnesses` is to have cosigned. */
export type Given = { logKey?: string | undefined; witnesses?: string[] }
type Common = {
  kind?: string
  box: string
  n: number
  envelope?: string
  proof?: string
  keys?: { proof: string }[]
  removed?: RemovalProof[]
  origins?: OriginProof[]
  logKey: string
}

/**
 * Checks a bundle of any kind: of a batch, also a removed one, a page of reads, a statement on rights, a removal, the restart of a log. Without a key of
 * the log the bundle's own is used, which shows that it is whole but not whose log it is. Never throws; the first check
 * that fails is the last.
 */
export async function checkBundle(given: unknown, crypto: Crypto, keys: Given = {}): Promise<Verdict> {
  const verdict: Verdict = { ok: false, checks: [], cosigned: [], restarts: [], removed: [] }
  const trusted: Trusted = { logKey: keys.logKey, witnesses: [] }
  const steps: Steps = {
    ...common(given as Common, crypto, keys, trusted, verdict),
    ...stepsOf(given, crypto, trusted, verdict),
  }
  for (const check of CHECKS) {
    try {
      const detail = await steps[check]?.()
      if (detail !== undefined) verdict.checks.push({ check, ok: true, detail })
    } catch (error) {
      verdict.checks.push({ check, ok: false, detail: reasonOf(error) })
      return verdict
    }
  }
  return { ...verdict, ok: true }
}

function stepsOf(given: unknown, crypto: Crypto, trusted: Trusted, found: Found): Steps {
  const kind = (given as { kind?: unknown } | null)?.kind
  if (kind === 'reads') return contentSteps(given, readsKind(given as ReadsBundle), crypto, trusted, found)
  if (kind === 'rights') return contentSteps(given, rightsKind(given as RightsBundle), crypto, trusted, found)
  if (kind === 'removal') return contentSteps(given, removalKind(given as RemovalBundle, found), crypto, trusted, found)
  if (kind === 'removed') return removedSteps(given, crypto, trusted, found)
  if (kind === 'origin') return originSteps(given, crypto, trusted, found)
  return batchSteps(given, crypto, trusted, found)
}

const proofsOf = (parts: { proof: string }[] | undefined): string[] => (parts ?? []).map(({ proof }) => proof)

/** The steps that any bundle has: who has cosigned its checkpoint, and why its log goes on under another name. */
function common(bundle: Common, crypto: Crypto, keys: Given, trusted: Trusted, found: Found): Steps {
  return {
    async witnesses() {
      for (const text of keys.witnesses ?? []) trusted.witnesses.push(await parseVerifierKey(crypto.sha256, text))
      if (trusted.witnesses.length === 0) return undefined
      const { checkpoint } = parseTlogProof(bundle.proof ?? bundle.origins?.at(-1)?.proof ?? '')
      const note = parseNote(new TextEncoder().encode(checkpoint))
      found.cosigned = await cosignersOf(note, trusted.witnesses, crypto).catch((error: Error) => {
        throw new Error(`the cosignature of ${error.message} does not hold`)
      })
      for (const { name } of trusted.witnesses)
        demand(
          found.cosigned.some((one) => one.name === name),
          `not cosigned by ${name}`,
        )
      return found.cosigned
        .map(({ name, seconds }) => `${name} ${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`)
        .join(', ')
    },
    async removed() {
      if (bundle.removed === undefined) return undefined
      const key = await logKeyOf(keys.logKey ?? bundle.logKey, crypto.sha256)
      found.removed = await removedOf({ ...bundle, removed: bundle.removed }, key, crypto)
      return found.removed.map(({ removal, of }) => `${removal.site} ${removal.no}: ${of.join(', ')}`).join('; ')
    },
    async origin() {
      const logs = [bundle.proof ?? '', ...[bundle.keys, bundle.removed].flatMap(proofsOf)].map(logIn)
      if (bundle.origins === undefined && logs.every((log) => generationOf(log) === 1)) return undefined
      const key = await logKeyOf(keys.logKey ?? bundle.logKey, crypto.sha256)
      found.restarts = await restartsOf(bundle.origins ?? [], logs, key, trusted, crypto)
      return found.restarts.map(({ log, before }) => `${log} ← ${before.origin}, ${before.size}`).join('; ')
    },
  }
}

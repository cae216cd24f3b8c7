import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseBatch } from '../batch.ts'
import { parseSign1 } from '../cose.ts'
import { reasonOf } from '../errors.ts'
import { Id } from '../words.ts'
import { fromBase64 } from './base64.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { parseLeaf } from './leaf.ts'
import { inclusionHolds, leafInput, type Sha256 } from './merkle.ts'
import { NOTE_ED25519, parseNote, parseVerifierKey, signaturesBy } from './note.ts'
import { parseTlogProof } from './tlog-proof.ts'

/** All that is needed to check one batch without trusting whoever hands it on; byte strings are base64. */
export const ProofBundle = Type.Object(
  {
    v: Type.Literal(1),
    box: Id,
    n: Type.Integer({ minimum: 1 }),
    boxKey: Type.String(),
    envelope: Type.String(),
    leaf: Type.String(),
    proof: Type.String(),
    logKey: Type.String(),
  },
  { additionalProperties: false },
)
export type ProofBundle = Static<typeof ProofBundle>

/** What is checked, in this order; each stands on those before. */
export const CHECKS = ['shape', 'box-key', 'signature', 'content', 'leaf', 'checkpoint', 'inclusion'] as const
export type Check = { check: (typeof CHECKS)[number]; ok: boolean; detail: string }
export type Verdict = { ok: boolean; checks: Check[]; checkpoint?: Checkpoint }

/** The two primitives a verifier brings; the browser's are asynchronous. */
export type Crypto = {
  sha256: Sha256
  /** Whether the raw Ed25519 key signed the message. */
  verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
}

const shape = Compile(ProofBundle)
const encoder = new TextEncoder()
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const same = (a: Uint8Array, b: Uint8Array): boolean => hex(a) === hex(b)

/**
 * Checks a bundle of any origin. `trustedLog` is a verifier key the reader got elsewhere; without it the bundle's own
 * is used, which shows that it is whole but not whose log it is. Never throws; the first check that fails is the last.
 */
export async function checkBundle(given: unknown, crypto: Crypto, trustedLog?: string): Promise<Verdict> {
  const checks: Check[] = []
  const verdict: Verdict = { ok: false, checks }
  const steps = checkSteps(given, crypto, trustedLog, verdict)
  for (const check of CHECKS) {
    try {
      checks.push({ check, ok: true, detail: await steps[check]() })
    } catch (error) {
      checks.push({ check, ok: false, detail: reasonOf(error) })
      return verdict
    }
  }
  return { ...verdict, ok: true }
}

type Steps = Record<Check['check'], () => string | Promise<string>>

function bytesOf(text: string, name: string): Uint8Array {
  const bytes = fromBase64(text)
  if (bytes === undefined) throw new Error(`${name} is not base64`)
  return bytes
}

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

function checkSteps(
  given: unknown,
  { sha256, verify }: Crypto,
  trustedLog: string | undefined,
  verdict: Verdict,
): Steps {
  const bundle = given as ProofBundle
  const envelope = () => bytesOf(bundle.envelope, 'envelope')
  return {
    shape() {
      demand(shape.Check(given), `not a proof bundle: ${shape.Errors(given)[0]?.message ?? ''}`)
      return `v${bundle.v}`
    },
    async 'box-key'() {
      const key = bytesOf(bundle.boxKey, 'boxKey')
      const named = `box-${hex(await sha256(key)).slice(0, 16)}`
      demand(named === bundle.box, `the key is that of ${named}`)
      return bundle.box
    },
    async signature() {
      const { signed, signature, kid } = parseSign1(envelope())
      const key = bytesOf(bundle.boxKey, 'boxKey')
      demand(hex(await sha256(key)).startsWith(hex(kid)), 'signed under another key id')
      demand(await verify(key, signed, signature), 'the signature does not hold')
      return hex(kid)
    },
    content() {
      const batch = parseBatch(parseSign1(envelope()).payload)
      demand(batch.box === bundle.box && batch.n === bundle.n, `it is batch ${batch.n} of ${batch.box}`)
      return `${batch.from}–${batch.to}`
    },
    async leaf() {
      const leaf = parseLeaf(bytesOf(bundle.leaf, 'leaf'))
      const digest = await sha256(envelope())
      demand(
        leaf.kind === 'batch' && leaf.box === bundle.box && leaf.n === bundle.n && same(leaf.digest, digest),
        'the entry of the log commits to something else',
      )
      return hex(digest)
    },
    async checkpoint() {
      const key = await parseVerifierKey(sha256, trustedLog ?? bundle.logKey)
      demand(key.type === NOTE_ED25519, 'the log key is not Ed25519')
      const note = parseNote(encoder.encode(parseTlogProof(bundle.proof).checkpoint))
      const lines = signaturesBy(note, key)
      demand(lines.length > 0, `not signed by ${key.name}`)
      for (const { bytes } of lines)
        demand(await verify(key.key, encoder.encode(note.text), bytes), 'the signature of the log does not hold')
      const checkpoint = parseCheckpoint(note.text)
      demand(checkpoint.origin === key.name, `the checkpoint is of ${checkpoint.origin}`)
      verdict.checkpoint = checkpoint
      return `${checkpoint.origin}, ${checkpoint.size}`
    },
    async inclusion() {
      const { index, path } = parseTlogProof(bundle.proof)
      const { size = 0, root = new Uint8Array() } = verdict.checkpoint ?? {}
      const leaf = await sha256(leafInput(bytesOf(bundle.leaf, 'leaf')))
      demand(await inclusionHolds(sha256, { leaf, index, size, path, root }), 'the path does not lead to the root')
      return `${index} / ${size}`
    },
  }
}

import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseBatch } from '../batch.ts'
import { BATCH_CONTENT_TYPE } from '../batch-columns.ts'
import { parseSign1 } from '../cose.ts'
import { Id } from '../words.ts'
import { checkpointFound, includedAt } from './content-steps.ts'
import { hexOf } from './hex.ts'
import { bytesOf, type Crypto, checkpointOfLog, demand, demandIncluded, logKeyOf, type Trusted } from './in-log.ts'
import { type KeySpan, keySpans, spanOf } from './key-statement.ts'
import { parseLeaf } from './leaf.ts'
import { Origins } from './origins.ts'
import { Removals } from './removal.ts'
import type { Found, Steps } from './steps.ts'

const closed = { additionalProperties: false }

/** A statement on a box's key and its place in the log; byte strings are base64. */
export const KeyProof = Type.Object({ statement: Type.String(), leaf: Type.String(), proof: Type.String() }, closed)

/**
 * All that is needed to check one batch without trusting whoever hands it on; byte strings are base64. `boxKey` is the
 * key that signed. Version 2 is of a box with statements on its key: `firstKey` is the one its id names, `keys` are the
 * statements in their order. Version 3 is of a log that was restarted: `origins` say why; or of a
 * batch of which detached content was removed by policy: `removed` say by which.
 */
export const ProofBundle = Type.Object(
  {
    v: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
    box: Id,
    n: Type.Integer({ minimum: 1 }),
    boxKey: Type.String(),
    firstKey: Type.Optional(Type.String()),
    keys: Type.Optional(Type.Array(KeyProof, { maxItems: 64 })),
    envelope: Type.String(),
    leaf: Type.String(),
    proof: Type.String(),
    logKey: Type.String(),
    removed: Type.Optional(Removals),
    origins: Type.Optional(Origins),
  },
  closed,
)
export type ProofBundle = Static<typeof ProofBundle>

const shape = Compile(ProofBundle)

/** The steps for a batch. Each stands on those before. */
export function batchSteps(given: unknown, crypto: Crypto, trusted: Trusted, found: Found): Steps {
  const bundle = given as ProofBundle
  const { sha256, verify } = crypto
  const envelope = () => bytesOf(bundle.envelope, 'envelope')
  const logKey = () => logKeyOf(trusted.logKey ?? bundle.logKey, sha256)
  let spans: KeySpan[] = []
  const steps: Steps = {
    shape() {
      demand(shape.Check(given), `not a proof bundle: ${shape.Errors(given)[0]?.message ?? ''}`)
      demand((bundle.keys === undefined) === (bundle.firstKey === undefined), 'firstKey and keys come together')
      const isThird = bundle.origins !== undefined || bundle.removed !== undefined
      const version = isThird ? 3 : bundle.keys !== undefined ? 2 : 1
      demand(bundle.v === version, `version ${bundle.v} with the parts of version ${version}`)
      return `v${bundle.v}`
    },
    async 'box-key'() {
      const firstKey = bytesOf(bundle.firstKey ?? bundle.boxKey, 'boxKey')
      const statements = (bundle.keys ?? []).map(({ statement }) => bytesOf(statement, 'statement'))
      // The log signs statements alone here: without any, whose key it is comes later.
      const logKeyBytes = statements.length === 0 ? new Uint8Array() : (await logKey()).key
      spans = await keySpans({ box: bundle.box, firstKey, statements, logKey: logKeyBytes }, crypto)
      return bundle.box
    },
    async signature() {
      const { signed, signature, kid } = parseSign1(envelope())
      const key = bytesOf(bundle.boxKey, 'boxKey')
      const span = await spanOf(spans, kid, bundle.n, sha256)
      demand(hexOf(span.key) === hexOf(key), 'signed under another key id')
      demand(await verify(key, signed, signature), 'the signature does not hold')
      return hexOf(kid)
    },
    content() {
      const { payload, contentType, issuer, subject } = parseSign1(envelope())
      const batch = parseBatch(payload)
      demand(batch.box === bundle.box && batch.n === bundle.n, `it is batch ${batch.n} of ${batch.box}`)
      const isOwn = issuer === `urn:zaojun:box:${batch.box}` && subject === `urn:zaojun:batch:${batch.n}`
      demand(contentType === BATCH_CONTENT_TYPE && isOwn, 'its headers are of another kind, box or batch')
      return `${batch.from}–${batch.to}`
    },
    async leaf() {
      const leaf = parseLeaf(bytesOf(bundle.leaf, 'leaf'))
      const digest = await sha256(envelope())
      const same =
        leaf.kind === 'batch' && leaf.box === bundle.box && leaf.n === bundle.n && hexOf(leaf.digest) === hexOf(digest)
      demand(same, 'the entry of the log commits to something else')
      return hexOf(digest)
    },
    checkpoint: () => checkpointFound(bundle, crypto, trusted, found),
    inclusion: () => includedAt(bundle, found, crypto),
  }
  if (bundle?.keys === undefined) return steps
  steps.keys = async () => {
    for (const { statement, leaf, proof } of bundle.keys ?? []) {
      const entry = bytesOf(leaf, 'leaf')
      const told = parseLeaf(entry)
      const digest = await sha256(bytesOf(statement, 'statement'))
      const same = told.kind === 'key' && told.box === bundle.box && hexOf(told.digest) === hexOf(digest)
      demand(same, 'the entry of the log commits to another statement')
      await demandIncluded(entry, proof, await checkpointOfLog(proof, await logKey(), crypto), crypto)
    }
    return spans.map(({ key, from, to }) => `${hexOf(key).slice(0, 8)} ${from}–${to ?? ''}`).join(', ')
  }
  return steps
}

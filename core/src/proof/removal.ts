import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseSign1 } from '../cose.ts'
import { Id, Sha256Hex } from '../words.ts'
import { type ContentKind, checkpointFound, contentOf, includedAt } from './content-steps.ts'
import { hexOf } from './hex.ts'
import { bytesOf, type Crypto, checkpointOfLog, demand, demandIncluded, type Trusted } from './in-log.ts'
import { leafEntry, parseLeaf } from './leaf.ts'
import type { VerifierKey } from './note.ts'
import { Origins } from './origins.ts'
import type { Found, Steps } from './steps.ts'

const closed = { additionalProperties: false }
const MOST = 4_096
const Days = Type.Integer({ minimum: 0 })
const Policy = Type.Object({ readingsDays: Days, hourlyDays: Days, envelopesDays: Days, recordsDays: Days }, closed)
const numbered = { v: Type.Literal(1), site: Id, no: Type.Integer({ minimum: 1 }), at: Type.Integer() }
const Runs = Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), { maxItems: MOST })

/**
 * What was removed of a site by policy, as the log commits to it; numbered from 1 without a gap in a site, `at` UTC ms.
 * Readings or hours up to a time, or envelopes by box and number, as the policy of the site says; or detached content:
 * personal values by their commitments, photos by their digests, `by` a person, a box or `policy` whose time was over.
 */
export const Removal = Type.Union([
  Type.Object({ ...numbered, policy: Policy, what: Type.Literal('readings'), before: Type.Integer() }, closed),
  Type.Object({ ...numbered, policy: Policy, what: Type.Literal('hours'), before: Type.Integer() }, closed),
  Type.Object({ ...numbered, policy: Policy, what: Type.Literal('envelopes'), box: Id, runs: Runs }, closed),
  Type.Object(
    {
      ...numbered,
      what: Type.Literal('content'),
      reason: Type.String({ maxLength: 200 }),
      by: Type.String({ maxLength: 80 }),
      parts: Type.Array(Sha256Hex, { maxItems: MOST }),
      photos: Type.Array(Sha256Hex, { maxItems: MOST }),
    },
    closed,
  ),
])
export type Removal = Static<typeof Removal>

/** A removal and its place in the log: `content` are its exact bytes (`Removal` as JSON); byte strings are base64. */
export const RemovalProof = Type.Object({ content: Type.String(), leaf: Type.String(), proof: Type.String() }, closed)
export type RemovalProof = Static<typeof RemovalProof>
export const Removals = Type.Array(RemovalProof, { minItems: 1, maxItems: MOST })

const proved = { leaf: Type.String(), proof: Type.String(), logKey: Type.String(), origins: Type.Optional(Origins) }
/** All that is needed to check a removal. */
export const RemovalBundle = Type.Object(
  {
    v: Type.Union([Type.Literal(2), Type.Literal(3)]),
    kind: Type.Literal('removal'),
    site: Id,
    no: Type.Integer({ minimum: 1 }),
    content: Type.String(),
    ...proved,
  },
  closed,
)
export type RemovalBundle = Static<typeof RemovalBundle>

/** A batch whose envelope was removed: the log holds its digest, and what a policy took away. */
export const RemovedBundle = Type.Object(
  {
    v: Type.Literal(3),
    kind: Type.Literal('removed'),
    box: Id,
    n: Type.Integer({ minimum: 1 }),
    ...proved,
    removed: Type.Array(RemovalProof, { minItems: 1, maxItems: 1 }),
  },
  closed,
)
export type RemovedBundle = Static<typeof RemovedBundle>

/** What was shown to be removed by policy, and of it what this bundle is about: digests, or `box/n`. */
export type Removed = { removal: Removal; of: string[] }

const removalShape = Compile(Removal)
const bundleShape = Compile(RemovalBundle)
const removedShape = Compile(RemovedBundle)
const removalOf = (content: string): Removal => contentOf(content, removalShape, 'a removal') as Removal

/** The steps for a removal. */
export function removalKind(bundle: RemovalBundle, found: Found): ContentKind {
  return {
    shape: bundleShape,
    content() {
      const removal = removalOf(bundle.content)
      const { site, no } = removal
      demand(site === bundle.site && no === bundle.no, `it is removal ${no} of ${site}`)
      found.removed = [{ removal, of: removal.what === 'content' ? [...removal.parts, ...removal.photos] : [] }]
      return removal.what
    },
    leaf: (digest) => ({ kind: 'removal', site: bundle.site, no: bundle.no, digest }),
  }
}

/** The steps for a batch whose envelope is gone. */
export function removedSteps(given: unknown, crypto: Crypto, trusted: Trusted, found: Found): Steps {
  const bundle = given as RemovedBundle
  return {
    shape() {
      demand(removedShape.Check(given), `not a proof bundle: ${removedShape.Errors(given)[0]?.message ?? ''}`)
      return `v${bundle.v}, ${bundle.kind}`
    },
    leaf() {
      const leaf = parseLeaf(bytesOf(bundle.leaf, 'leaf'))
      if (leaf.kind !== 'batch' || leaf.box !== bundle.box || leaf.n !== bundle.n)
        throw new Error('the entry of the log commits to something else')
      return hexOf(leaf.digest)
    },
    checkpoint: () => checkpointFound(bundle, crypto, trusted, found),
    inclusion: () => includedAt(bundle, found, crypto),
  }
}

/** What each removal took of a batch, once the log commits to it. Throws the number of one that is of nothing here. */
export async function removedOf(
  { box, n, envelope, removed }: { box: string; n: number; envelope?: string; removed: RemovalProof[] },
  key: VerifierKey,
  crypto: Crypto,
): Promise<Removed[]> {
  const payload =
    envelope === undefined ? '' : new TextDecoder().decode(parseSign1(bytesOf(envelope, 'envelope')).payload)
  const shown: Removed[] = []
  for (const { content, leaf, proof } of removed) {
    const removal = removalOf(content)
    const { site, no } = removal
    const name = `removal ${no} of ${site}`
    const digest = await crypto.sha256(bytesOf(content, 'content'))
    const entry = leafEntry({ kind: 'removal', site, no, digest })
    demand(hexOf(bytesOf(leaf, 'leaf')) === hexOf(entry), `${name} is not what the log commits to`)
    await demandIncluded(entry, proof, await checkpointOfLog(proof, key, crypto), crypto).catch((error: Error) => {
      throw new Error(`${name}: ${error.message}`)
    })
    const of = envelope === undefined ? batchIn(removal, box, n) : digestsIn(removal, payload)
    demand(of.length > 0, `${name} took nothing of this batch`)
    shown.push({ removal, of })
  }
  return shown
}

const batchIn = (removal: Removal, box: string, n: number): string[] =>
  removal.what === 'envelopes' && removal.box === box && removal.runs.some(([from, to]) => n >= from && n <= to)
    ? [`${box}/${n}`]
    : []

/** The digests, of values and photos that are gone, which the signed batch still names. */
const digestsIn = (removal: Removal, payload: string): string[] =>
  removal.what === 'content'
    ? [...removal.parts, ...removal.photos].filter((digest) => payload.includes(`"${digest}"`))
    : []

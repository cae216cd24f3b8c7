import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { Id } from '../words.ts'
import type { Checkpoint } from './checkpoint.ts'
import { hexOf } from './hex.ts'
import { bytesOf, type Crypto, demand, demandIncluded, logKeyOf, signedCheckpoint } from './in-log.ts'
import { parseLeaf } from './leaf.ts'
import type { Steps } from './steps.ts'

const closed = { additionalProperties: false }
export const DATA_KINDS = [
  'readings',
  'events',
  'records',
  'alarms',
  'photos',
  'personal',
  'devices',
  'proofs',
] as const
export type DataKind = (typeof DATA_KINDS)[number]

/** Somebody looked: `party` under `grant` and for `purpose` (both null: who runs the cloud), at `what` of the site; `at` UTC ms. */
export const Read = Type.Object(
  {
    at: Type.Integer(),
    party: Id,
    by: Type.String({ maxLength: 80 }),
    grant: Type.Union([Id, Type.Null()]),
    purpose: Type.Union([Id, Type.Null()]),
    kind: Type.Enum(DATA_KINDS),
    what: Type.String({ maxLength: 500 }),
  },
  closed,
)
export type Read = Static<typeof Read>

/** Reads of one site within a second or so, numbered from 1 without a gap. `salt`: nobody can guess a page by its digest. */
export const ReadsPage = Type.Object(
  {
    v: Type.Literal(1),
    site: Id,
    page: Type.Integer({ minimum: 1 }),
    salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    reads: Type.Array(Read, { minItems: 1 }),
  },
  closed,
)
export type ReadsPage = Static<typeof ReadsPage>

/** All that is needed to check a page of reads: `content` are its exact bytes (`ReadsPage` as JSON), base64. */
export const ReadsBundle = Type.Object(
  {
    v: Type.Literal(2),
    kind: Type.Literal('reads'),
    site: Id,
    page: Type.Integer({ minimum: 1 }),
    content: Type.String(),
    leaf: Type.String(),
    proof: Type.String(),
    logKey: Type.String(),
  },
  closed,
)
export type ReadsBundle = Static<typeof ReadsBundle>

const shape = Compile(ReadsBundle)
const pageShape = Compile(ReadsPage)

/** The page in a bundle; throws where it is none. */
export function readsOf({ content }: Pick<ReadsBundle, 'content'>): ReadsPage {
  const page: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(content, 'content')))
  if (!pageShape.Check(page)) throw new Error(pageShape.Errors(page)[0]?.message ?? 'not a page of reads')
  return page
}

/** The steps for a page of reads. */
export function readsSteps(
  given: unknown,
  crypto: Crypto,
  trustedLog: string | undefined,
  found: (checkpoint: Checkpoint) => void,
): Steps {
  const bundle = given as ReadsBundle
  const { sha256 } = crypto
  let checkpoint: Checkpoint | undefined
  return {
    shape() {
      demand(shape.Check(given), `not a proof bundle: ${shape.Errors(given)[0]?.message ?? ''}`)
      return `v${bundle.v}, reads`
    },
    content() {
      const { site, page, reads } = readsOf(bundle)
      demand(site === bundle.site && page === bundle.page, `it is page ${page} of ${site}`)
      return String(reads.length)
    },
    async leaf() {
      const leaf = parseLeaf(bytesOf(bundle.leaf, 'leaf'))
      const digest = await sha256(bytesOf(bundle.content, 'content'))
      const same =
        leaf.kind === 'reads' &&
        leaf.site === bundle.site &&
        leaf.page === bundle.page &&
        hexOf(leaf.digest) === hexOf(digest)
      demand(same, 'the entry of the log commits to something else')
      return hexOf(digest)
    },
    async checkpoint() {
      checkpoint = await signedCheckpoint(bundle.proof, await logKeyOf(trustedLog ?? bundle.logKey, sha256), crypto)
      found(checkpoint)
      return `${checkpoint.origin}, ${checkpoint.size}`
    },
    async inclusion() {
      const index = await demandIncluded(bytesOf(bundle.leaf, 'leaf'), bundle.proof, checkpoint as Checkpoint, crypto)
      return `${index} / ${checkpoint?.size}`
    },
  }
}

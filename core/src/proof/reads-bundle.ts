import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { Id } from '../words.ts'
import { type ContentKind, contentOf } from './content-steps.ts'
import { demand } from './in-log.ts'
import { Origins } from './origins.ts'

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
    v: Type.Union([Type.Literal(2), Type.Literal(3)]),
    kind: Type.Literal('reads'),
    site: Id,
    page: Type.Integer({ minimum: 1 }),
    content: Type.String(),
    leaf: Type.String(),
    proof: Type.String(),
    logKey: Type.String(),
    origins: Type.Optional(Origins),
  },
  closed,
)
export type ReadsBundle = Static<typeof ReadsBundle>

const shape = Compile(ReadsBundle)
const pageShape = Compile(ReadsPage)

/** The page in a bundle; throws where it is none. */
export const readsOf = ({ content }: Pick<ReadsBundle, 'content'>): ReadsPage =>
  contentOf(content, pageShape, 'a page of reads') as ReadsPage

/** The steps for a page of reads. */
export function readsKind(bundle: ReadsBundle): ContentKind {
  return {
    shape,
    content() {
      const { site, page, reads } = readsOf(bundle)
      demand(site === bundle.site && page === bundle.page, `it is page ${page} of ${site}`)
      return String(reads.length)
    },
    leaf: (digest) => ({ kind: 'reads', site: bundle.site, page: bundle.page, digest }),
  }
}

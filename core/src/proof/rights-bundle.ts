import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { Id } from '../words.ts'
import { type ContentKind, contentOf } from './content-steps.ts'
import { demand } from './in-log.ts'
import { Origins } from './origins.ts'
import { DATA_KINDS } from './reads-bundle.ts'

const closed = { additionalProperties: false }
const MsOrNull = Type.Union([Type.Integer(), Type.Null()])

/** What a party may read, what for, and from when to when it may look; UTC ms, null where it is open. */
export const GrantTerms = Type.Object(
  {
    party: Id,
    kinds: Type.Array(Type.Enum(DATA_KINDS), { minItems: 1, maxItems: DATA_KINDS.length }),
    purpose: Id,
    from: Type.Integer(),
    to: MsOrNull,
    /** Data of this span alone, by its own time. */
    dataFrom: MsOrNull,
    dataTo: MsOrNull,
  },
  closed,
)
export type GrantTerms = Static<typeof GrantTerms>

export const RightsChange = Type.Union([
  Type.Object({ kind: Type.Literal('rights'), owner: Id, purposes: Type.Array(Id, { maxItems: 32 }) }, closed),
  Type.Object({ kind: Type.Literal('grant'), id: Type.String({ maxLength: 64 }), terms: GrantTerms }, closed),
  Type.Object({ kind: Type.Literal('grant-ended'), id: Type.String({ maxLength: 64 }), party: Id }, closed),
])
export type RightsChange = Static<typeof RightsChange>

/**
 * Whose the data of a site is or who may read it was changed: `by` a person or token, of `party`, `at` UTC ms. Numbered from
 * 1 without a gap in a site. `salt`: nobody can guess a statement by its digest.
 */
export const RightsStatement = Type.Object(
  {
    v: Type.Literal(1),
    site: Id,
    no: Type.Integer({ minimum: 1 }),
    salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    at: Type.Integer(),
    party: Id,
    by: Type.String({ maxLength: 80 }),
    change: RightsChange,
  },
  closed,
)
export type RightsStatement = Static<typeof RightsStatement>

/** All that is needed to check a statement on rights: `content` are its exact bytes (`RightsStatement` as JSON), base64. */
export const RightsBundle = Type.Object(
  {
    v: Type.Union([Type.Literal(2), Type.Literal(3)]),
    kind: Type.Literal('rights'),
    site: Id,
    no: Type.Integer({ minimum: 1 }),
    content: Type.String(),
    leaf: Type.String(),
    proof: Type.String(),
    logKey: Type.String(),
    origins: Type.Optional(Origins),
  },
  closed,
)
export type RightsBundle = Static<typeof RightsBundle>

const shape = Compile(RightsBundle)
const statementShape = Compile(RightsStatement)

/** The statement in a bundle; throws where it is none. */
export const rightsOf = ({ content }: Pick<RightsBundle, 'content'>): RightsStatement =>
  contentOf(content, statementShape, 'a statement on rights') as RightsStatement

/** The steps for a statement on rights. */
export function rightsKind(bundle: RightsBundle): ContentKind {
  return {
    shape,
    content() {
      const { site, no, change } = rightsOf(bundle)
      demand(site === bundle.site && no === bundle.no, `it is statement ${no} of ${site}`)
      return change.kind
    },
    leaf: (digest) => ({ kind: 'rights', site: bundle.site, no: bundle.no, digest }),
  }
}

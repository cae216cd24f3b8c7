import Type, { type Static } from 'typebox'
import { LogNews } from './log-news.ts'
import { Id, Sha256Hex } from './words.ts'

/** What the cloud promises with its signature once a batch is on its disk. `digest` is of the envelope; `at` UTC ms. */
export const Receipt = Type.Object(
  {
    v: Type.Literal(1),
    log: Type.String(),
    box: Id,
    n: Type.Integer({ minimum: 1 }),
    digest: Sha256Hex,
    at: Type.Integer(),
  },
  { additionalProperties: false },
)
export type Receipt = Static<typeof Receipt>

/** What a box says beside each batch: its numbers held (`oldest`…`newest`) and those not yet acknowledged. */
export const BoxRange = Type.Object(
  {
    oldest: Type.Integer({ minimum: 1 }),
    newest: Type.Integer({ minimum: 1 }),
    /** Runs of batch numbers still to come, inclusive, oldest first. */
    pending: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), { maxItems: 64 }),
  },
  { additionalProperties: false },
)
export type BoxRange = Static<typeof BoxRange>
/** Request header that carries `BoxRange` as JSON. */
export const RANGE_HEADER = 'zaojun-range'

/** Answer to `POST /v1/batches`. `receipt` is a COSE_Sign1, base64. `watched`: someone looks at this site now. */
export const Acknowledgement = Type.Object({
  status: Type.Enum(['stored', 'duplicate'] as const),
  receipt: Type.String(),
  watched: Type.Boolean(),
  /** Where the box asked beside its batch: of an earlier one. */
  news: Type.Optional(LogNews),
})
export type Acknowledgement = Static<typeof Acknowledgement>

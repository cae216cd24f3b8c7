import Type, { type Static } from 'typebox'

/** A proof and its checkpoint, and the checkpoint of a log with every witness, stay well under this. */
const MOST_TEXT = 64 * 1024
const Text = Type.String({ maxLength: MOST_TEXT })

/** What a box asks of the log: the proof of its batch `n`, and that the log has grown from what it saw last. */
export const LogQuestion = Type.Object({
  n: Type.Optional(Type.Integer({ minimum: 1 })),
  origin: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  size: Type.Optional(Type.Integer({ minimum: 0 })),
})
export type LogQuestion = Static<typeof LogQuestion>
/** Request header that carries a `LogQuestion` as JSON beside a batch. */
export const PROOF_HEADER = 'zaojun-proof'

/**
 * What the log answers a box. `checkpoint`: its newest signed one, with cosignatures. `growth`: hashes from the size asked
 * about to that of the checkpoint (RFC 9162, 2.1.4; base64). `batch`: the proof of the one asked for (C2SP tlog-proof); null
 * while it has no place. `successor`: where the log asked about has ended, the first entry of the one that goes on for it,
 * with its proof; `growth` then leads to the checkpoint that entry commits to, empty where the tiles are lost.
 */
export const LogNews = Type.Object(
  {
    checkpoint: Text,
    growth: Type.Array(Type.String({ maxLength: 44 }), { maxItems: 63 }),
    batch: Type.Union([
      Type.Object({ n: Type.Integer({ minimum: 1 }), proof: Text }, { additionalProperties: false }),
      Type.Null(),
    ]),
    successor: Type.Union([Type.Object({ leaf: Text, proof: Text }, { additionalProperties: false }), Type.Null()]),
  },
  { additionalProperties: false },
)
export type LogNews = Static<typeof LogNews>

import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { checkpointFound } from './content-steps.ts'
import { type Cosigned, cosignersOf } from './cosigners.ts'
import { generationOf, nameIn } from './generation.ts'
import {
  bytesOf,
  type Crypto,
  checkpointOfLog,
  demand,
  demandIncluded,
  demandSigned,
  keyOfGeneration,
  logKeyOf,
  type Trusted,
} from './in-log.ts'
import { parseLeaf } from './leaf.ts'
import { parseNote, type VerifierKey } from './note.ts'
import { readReason } from './reason.ts'
import type { Found, Steps } from './steps.ts'
import { parseTlogProof } from './tlog-proof.ts'

const closed = { additionalProperties: false }

/** The first entry of a log that goes on for another one, and its place there; byte strings are base64. */
export const OriginProof = Type.Object({ leaf: Type.String(), proof: Type.String() }, closed)
export type OriginProof = Static<typeof OriginProof>
/** Of the log and of those before it that were themselves restarted, as far as they are held; in their order. */
export const Origins = Type.Array(OriginProof, { minItems: 1, maxItems: 64 })

/**
 * Entries of the log before that this copy does not hold there: `from`…`to`, with so many batches among them, of which
 * boxes have sent so many again (null: not counted). The cloud says so; that something is nowhere cannot be proved.
 */
export const LostEntries = Type.Object(
  {
    from: Type.Integer({ minimum: 0 }),
    to: Type.Integer({ minimum: 0 }),
    batches: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    again: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  },
  closed,
)
export type LostEntries = Static<typeof LostEntries>

/** Why the log `log` goes on under that name, and what it owns up to. */
export const OriginBundle = Type.Object(
  {
    v: Type.Literal(3),
    kind: Type.Literal('origin'),
    log: Type.String({ maxLength: 128 }),
    origins: Origins,
    lost: Type.Union([LostEntries, Type.Null()]),
    logKey: Type.String(),
  },
  closed,
)
export type OriginBundle = Static<typeof OriginBundle>

/**
 * A log that goes on for another one, since `at` (UTC ms, as the cloud's clock said; null: not said): `before` is the last
 * checkpoint known of that, `witnesses` the names on it, `cosigned` those whose keys were given and hold.
 */
export type Restart = {
  log: string
  before: Checkpoint
  at: number | null
  reason: string
  witnesses: string[]
  cosigned: Cosigned[]
}

const shape = Compile(OriginBundle)

/** The log a proof leads to, as its checkpoint names it; nothing is verified. */
export const logIn = (proof: string): string => parseTlogProof(proof).checkpoint.split('\n')[0] ?? ''

/**
 * What the restarts of a log say, each proved: its entry stands first, and commits to a checkpoint that the log had signed
 * under the name before. Throws, naming the log, unless all of `logs` that were restarted are among them.
 */
export async function restartsOf(
  origins: OriginProof[],
  logs: string[],
  key: VerifierKey,
  trusted: Trusted,
  crypto: Crypto,
): Promise<Restart[]> {
  const restarts: Restart[] = []
  let newest = 1
  for (const origin of origins) {
    const log = logIn(origin.proof)
    const generation = generationOf(log)
    try {
      demand(generation > newest, 'its first entry stands out of order')
      newest = generation
      restarts.push(await restartOf(origin, log, key, trusted, crypto))
    } catch (error) {
      throw new Error(`${log}: ${error instanceof Error ? error.message : ''}`)
    }
  }
  for (const log of logs)
    demand(
      generationOf(log) === 1 || restarts.some((restart) => restart.log === log),
      `${log}: the file does not hold its first entry, which says why it goes on under that name`,
    )
  return restarts
}

async function restartOf(
  { leaf, proof }: OriginProof,
  log: string,
  key: VerifierKey,
  trusted: Trusted,
  crypto: Crypto,
): Promise<Restart> {
  const entry = bytesOf(leaf, 'leaf')
  const index = await demandIncluded(entry, proof, await checkpointOfLog(proof, key, crypto), crypto)
  demand(index === 0, `its origin stands at ${index}, not first`)
  const first = parseLeaf(entry)
  if (first.kind !== 'origin') throw new Error('its first entry is no origin')
  demand(first.reason.trim() !== '', 'its first entry gives no reason')
  demand(first.checkpoint !== '', 'its first entry holds no checkpoint of the log before')
  const [origin = ''] = first.checkpoint.split('\n')
  const before = nameIn(key.name, generationOf(log) - 1)
  demand(origin === before, `it commits to ${origin}, not to ${before}`)
  const oldKey = await keyOfGeneration(key, first.checkpoint, crypto.sha256)
  const note = parseNote(new TextEncoder().encode(first.checkpoint))
  await demandSigned(note, oldKey, crypto)
  const cosigned = await cosignersOf(note, trusted.witnesses, crypto)
  const witnesses = note.signatures.map(({ name }) => name).filter((name) => name !== before)
  return { log, before: parseCheckpoint(note.text), ...readReason(first.reason), witnesses, cosigned }
}

/** The steps for why a log was restarted. */
export function originSteps(given: unknown, crypto: Crypto, trusted: Trusted, found: Found): Steps {
  const bundle = given as OriginBundle
  return {
    shape() {
      demand(shape.Check(given), `not a proof bundle: ${shape.Errors(given)[0]?.message ?? ''}`)
      return `v${bundle.v}, ${bundle.kind}`
    },
    async checkpoint() {
      const { proof } = bundle.origins.at(-1) as OriginProof
      demand(logIn(proof) === bundle.log, `the checkpoint is of ${logIn(proof)}`)
      return checkpointFound({ proof, logKey: bundle.logKey }, crypto, trusted, found)
    },
    async origin() {
      const key = await logKeyOf(trusted.logKey ?? bundle.logKey, crypto.sha256)
      const restarts = await restartsOf(bundle.origins, [bundle.log], key, trusted, crypto)
      const { before } = restarts.at(-1) as Restart
      if (bundle.lost !== null) demandWithin(bundle.lost, before)
      found.restarts = restarts
      return `${bundle.log} ← ${before.origin}, ${before.size}`
    },
  }
}

/** What is said to be lost must be of what the log owns up to. */
function demandWithin({ from, to, batches, again }: LostEntries, { origin, size }: Checkpoint): void {
  demand(from <= to && to === size - 1, `${origin}: entries ${from}–${to} are not the last of ${size}`)
  demand(batches === null || batches <= to - from + 1, `${origin}: more batches lost than entries`)
  demand(again === null || again <= (batches ?? again), `${origin}: more batches sent again than were lost`)
}

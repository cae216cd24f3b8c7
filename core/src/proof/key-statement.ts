import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { KEY_HANDOVER_TYPE, KEY_STATEMENT_TYPE } from '../batch-columns.ts'
import { parseSign1, type Sign1 } from '../cose.ts'
import { defineErrors } from '../errors.ts'
import { Id } from '../words.ts'
import { fromBase64 } from './base64.ts'
import { hexOf } from './hex.ts'
import type { Verify } from './in-log.ts'
import type { Sha256 } from './merkle.ts'

export const REVOCATION_REASONS = ['stolen', 'cloned', 'lost', 'retired'] as const

const RawKey = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', description: 'Raw Ed25519 key, base64' })
const about = { v: Type.Literal(1), box: Id, at: Type.Union([Type.Integer(), Type.Null()]) }
const closed = { additionalProperties: false }

/** From batch `after` + 1 on `to` signs in place of `from`. Signed by both: the old key inside, the new key around it. */
export const Rotation = Type.Object(
  { ...about, kind: Type.Literal('rotation'), from: RawKey, to: RawKey, after: Type.Integer({ minimum: 0 }) },
  closed,
)
/** What `key` signs after batch `after` is not the box's any more. Signed by the log: the box's own key may be a thief's. */
export const Revocation = Type.Object(
  {
    ...about,
    kind: Type.Literal('revocation'),
    key: RawKey,
    after: Type.Integer({ minimum: 0 }),
    reason: Type.Enum(REVOCATION_REASONS),
    by: Type.String({ minLength: 1, maxLength: 80 }),
  },
  closed,
)
export const KeyStatement = Type.Union([Rotation, Revocation])
export type Rotation = Static<typeof Rotation>
export type Revocation = Static<typeof Revocation>
export type KeyStatement = Static<typeof KeyStatement>

/** A key and the batches it may sign, `from`…`to`; `to` null while it is in use. */
export type KeySpan = { key: Uint8Array; from: number; to: number | null; revoked: Revocation | null }

export const fail = defineErrors({
  KEY_STATEMENT: { status: 400, zh: '密钥声明不成立：{name}', en: 'the statement on a key does not hold: {name}' },
})

const check = Compile(KeyStatement)
const decoder = new TextDecoder('utf-8', { fatal: true })
const wrong = (name: string) => fail('KEY_STATEMENT', { name })

/** A statement with its envelopes, nothing verified yet: `outer` is there for a rotation alone. Throws `KEY_STATEMENT`, `COSE_…`. */
export function parseKeyStatement(bytes: Uint8Array): { statement: KeyStatement; inner: Sign1; outer: Sign1 | null } {
  const first = parseSign1(bytes)
  const outer = first.contentType === KEY_HANDOVER_TYPE ? first : null
  const inner = outer === null ? first : parseSign1(outer.payload)
  if (inner.contentType !== KEY_STATEMENT_TYPE) throw wrong(inner.contentType)
  let statement: unknown
  try {
    statement = JSON.parse(decoder.decode(inner.payload))
  } catch {
    throw wrong('not JSON')
  }
  if (!check.Check(statement)) throw wrong(`${check.Errors(statement)[0]?.message ?? ''}`)
  if ((statement.kind === 'rotation') !== (outer !== null)) throw wrong(`a ${statement.kind} in the wrong envelopes`)
  return { statement, inner, outer }
}

/**
 * Which key a box may sign which batches with: from its first key, which its id names, through its statements in their
 * order. `logKey` is the raw key of the log, which alone revokes. Throws at the first statement that does not follow.
 */
export async function keySpans(
  {
    box,
    firstKey,
    statements,
    logKey,
  }: { box: string; firstKey: Uint8Array; statements: Uint8Array[]; logKey: Uint8Array },
  { sha256, verify }: { sha256: Sha256; verify: Verify },
): Promise<KeySpan[]> {
  const name = `urn:zaojun:box:${box}`
  const named = `box-${hexOf(await sha256(firstKey)).slice(0, 16)}`
  if (named !== box) throw wrong(`the key is that of ${named}`)
  const spans: KeySpan[] = [{ key: firstKey, from: 1, to: null, revoked: null }]
  for (const bytes of statements) {
    const { statement, inner, outer } = parseKeyStatement(bytes)
    if (statement.box !== box) throw wrong(`it is about ${statement.box}`)
    const signed = async (key: Uint8Array, { signed: message, signature, issuer, subject }: Sign1) => {
      const isOwn = subject === name && (statement.kind === 'revocation' || issuer === name)
      if (!isOwn) throw wrong('its headers name another box')
      if (!(await verify(key, message, signature))) throw wrong(`the signature on the ${statement.kind} does not hold`)
    }
    if (statement.kind === 'rotation') {
      const current = spans.at(-1)
      const to = rawKey(statement.to)
      if (current === undefined || current.to !== null) throw wrong('its key was revoked before')
      if (hexOf(current.key) !== hexOf(rawKey(statement.from))) throw wrong('it is not by the key in use')
      if (statement.after < current.from - 1) throw wrong('it takes batches away from the key before')
      await signed(current.key, inner)
      await signed(to, outer as Sign1)
      current.to = statement.after
      spans.push({ key: to, from: statement.after + 1, to: null, revoked: null })
    } else {
      const span = spans.find(({ key }) => hexOf(key) === hexOf(rawKey(statement.key)))
      if (span === undefined) throw wrong('it revokes a key that is not the box’s')
      await signed(logKey, inner)
      span.to = Math.min(span.to ?? statement.after, statement.after)
      span.revoked = statement
    }
  }
  return spans
}

function rawKey(text: string): Uint8Array {
  const bytes = fromBase64(text)
  if (bytes?.length !== 32) throw wrong('a key is not 32 bytes')
  return bytes
}

/** The span whose key signed a batch: by key id, and by number. Throws `KEY_STATEMENT`. */
export async function spanOf(spans: KeySpan[], kid: Uint8Array, n: number, sha256: Sha256): Promise<KeySpan> {
  for (const span of spans) {
    if (!hexOf(await sha256(span.key)).startsWith(hexOf(kid)) || kid.length < 8) continue
    if (n < span.from) throw wrong(`the key signs from batch ${span.from} on`)
    if (span.to !== null && n > span.to)
      throw wrong(`the key was ${span.revoked?.reason ?? 'replaced'} after batch ${span.to}`)
    return span
  }
  throw wrong('signed under another key id')
}

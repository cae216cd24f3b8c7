import { fromBase64 } from './base64.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { firstNameOf } from './generation.ts'
import { inclusionHolds, leafInput, type Sha256 } from './merkle.ts'
import { keyId, NOTE_ED25519, type Note, parseNote, parseVerifierKey, signaturesBy, type VerifierKey } from './note.ts'
import { parseTlogProof } from './tlog-proof.ts'

/** Whether the raw Ed25519 key signed the message. */
export type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>
/** The two primitives a verifier brings; the browser's are asynchronous. */
export type Crypto = { sha256: Sha256; verify: Verify }
/** Keys the reader got elsewhere: of the log (a verifier key), and of witnesses that are to have cosigned. */
export type Trusted = { logKey: string | undefined; witnesses: VerifierKey[] }

const encoder = new TextEncoder()

export function bytesOf(text: string, name: string): Uint8Array {
  const bytes = fromBase64(text)
  if (bytes === undefined) throw new Error(`${name} is not base64`)
  return bytes
}

export function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

/** The log's key in a bundle, or the one its reader trusts. */
export async function logKeyOf(text: string, sha256: Sha256): Promise<VerifierKey> {
  const key = await parseVerifierKey(sha256, text)
  demand(key.type === NOTE_ED25519, 'the log key is not Ed25519')
  return key
}

/** The checkpoint in a proof, once the log's signature on it holds. */
export async function signedCheckpoint(proof: string, key: VerifierKey, crypto: Crypto): Promise<Checkpoint> {
  const note = parseNote(encoder.encode(parseTlogProof(proof).checkpoint))
  await demandSigned(note, key, crypto)
  const checkpoint = parseCheckpoint(note.text)
  demand(checkpoint.origin === key.name, `the checkpoint is of ${checkpoint.origin}`)
  return checkpoint
}

/** Throws unless the log signed the note, and every line of that key holds. */
export async function demandSigned(note: Note, key: VerifierKey, { verify }: Crypto): Promise<void> {
  const lines = signaturesBy(note, key)
  demand(lines.length > 0, `not signed by ${key.name}`)
  for (const { bytes } of lines)
    demand(await verify(key.key, encoder.encode(note.text), bytes), `the signature of ${key.name} does not hold`)
}

/** The checkpoint in a proof, which the log may have signed under any of the names it went on under. */
export async function checkpointOfLog(proof: string, key: VerifierKey, crypto: Crypto): Promise<Checkpoint> {
  const own = await keyOfGeneration(key, parseTlogProof(proof).checkpoint, crypto.sha256)
  return signedCheckpoint(proof, own, crypto)
}

/** The key under the name the log has in this checkpoint: after a restore it goes on as `<log>/2`, with the same key. */
export async function keyOfGeneration(key: VerifierKey, checkpoint: string, sha256: Sha256): Promise<VerifierKey> {
  const [origin = ''] = checkpoint.split('\n')
  demand(firstNameOf(origin) === firstNameOf(key.name), `the checkpoint is of ${origin}`)
  return { ...key, name: origin, id: await keyId(sha256, origin, key.type, key.key) }
}

/** Throws unless the entry stands under that checkpoint; resolves its place. */
export async function demandIncluded(
  entry: Uint8Array,
  proof: string,
  { size, root }: Checkpoint,
  { sha256 }: Crypto,
): Promise<number> {
  const { index, path } = parseTlogProof(proof)
  const leaf = await sha256(leafInput(entry))
  demand(await inclusionHolds(sha256, { leaf, index, size, path, root }), 'the path does not lead to the root')
  return index
}

import { verify } from 'node:crypto'
import {
  type Checkpoint,
  checkpointText,
  keyId,
  NOTE_ED25519,
  parseCheckpoint,
  parseNote,
  signatureLine,
  signaturesBy,
  verifierKeyText,
} from '@zaojun/core/proof/index'
import { type CloudKeys, publicKeyOf } from '../keys.ts'
import { sha256 } from './sha256.ts'

const encoder = new TextEncoder()

/** Each generation of a log is an origin of its own: a log never signs two histories under one name. */
export const originOf = ({ log }: Pick<CloudKeys, 'log'>, generation: number): string =>
  generation === 1 ? log : `${log}/${generation}`

/** The log's verifier key, as people hand it on. */
export const logKeyText = async (keys: CloudKeys, origin: string): Promise<string> =>
  verifierKeyText(sha256, origin, NOTE_ED25519, keys.publicKey)

/** A signed checkpoint of the log. */
export async function signCheckpoint(keys: CloudKeys, checkpoint: Checkpoint): Promise<Uint8Array> {
  const text = checkpointText(checkpoint)
  const id = await keyId(sha256, checkpoint.origin, NOTE_ED25519, keys.publicKey)
  const line = signatureLine({ name: checkpoint.origin, id, bytes: keys.sign(encoder.encode(text)) })
  return encoder.encode(`${text}\n${line}`)
}

/** The checkpoint in a note, once this log's own signature on it holds. Throws for anything else. */
export async function readCheckpoint(keys: CloudKeys, note: Uint8Array): Promise<Checkpoint> {
  const parsed = parseNote(note)
  const checkpoint = parseCheckpoint(parsed.text)
  const id = await keyId(sha256, checkpoint.origin, NOTE_ED25519, keys.publicKey)
  const lines = signaturesBy(parsed, { name: checkpoint.origin, id })
  const holds = (bytes: Uint8Array) => verify(null, encoder.encode(parsed.text), publicKeyOf(keys.publicKey), bytes)
  if (lines.length === 0 || !lines.every(({ bytes }) => holds(bytes)))
    throw new Error(`the checkpoint of ${checkpoint.origin} is not this log's`)
  return checkpoint
}

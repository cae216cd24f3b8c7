import { verify } from 'node:crypto'
import {
  cosignatureMessage,
  NOTE_COSIGNATURE,
  type NoteSignature,
  parseNote,
  signaturesBy,
  unpackCosignature,
  type VerifierKey,
} from '@zaojun/core/proof/index'
import { publicKeyOf } from '../keys.ts'

/**
 * The cosignature by this witness among `lines`, over the text of a checkpoint. Throws for any that is not there or does
 * not hold: a lying witness must not stand on our checkpoint.
 */
export function cosignatureBy(key: VerifierKey, text: string, lines: string): NoteSignature {
  const [found] = signaturesBy(parseNote(new TextEncoder().encode(`${text}\n${lines}`)), key)
  const cosignature = found && unpackCosignature(found.bytes)
  if (found === undefined || cosignature === undefined) throw new Error('no cosignature by this witness')
  const message = cosignatureMessage(cosignature.seconds, text)
  if (key.type !== NOTE_COSIGNATURE || !verify(null, message, publicKeyOf(key.key), cosignature.signature))
    throw new Error('the cosignature does not hold')
  return found
}

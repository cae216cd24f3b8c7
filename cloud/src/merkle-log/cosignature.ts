import {
  cosignatureMessage,
  NOTE_COSIGNATURE,
  type NoteSignature,
  parseNote,
  signaturesBy,
  unpackCosignature,
  type VerifierKey,
} from '@zaojun/core/proof/index'
import { signatureHolds } from '../keys.ts'

/**
 * The cosignature by this witness among `lines`, over the text of a checkpoint. Throws for any that is not there or does
 * not hold: a lying witness must not stand on our checkpoint.
 */
export function cosignatureBy(key: VerifierKey, text: string, lines: string): NoteSignature {
  const found = signaturesBy(parseNote(new TextEncoder().encode(`${text}\n${lines}`)), key)
  const [first] = found
  if (first === undefined || key.type !== NOTE_COSIGNATURE) throw new Error('no cosignature by this witness')
  for (const { bytes } of found) {
    const cosignature = unpackCosignature(bytes)
    const message = cosignature && cosignatureMessage(cosignature.seconds, text)
    if (!message || !signatureHolds(key.key, message, cosignature.signature))
      throw new Error('the cosignature does not hold')
  }
  return first
}

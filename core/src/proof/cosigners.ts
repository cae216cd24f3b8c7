import { cosignatureMessage, unpackCosignature } from './checkpoint.ts'
import type { Verify } from './in-log.ts'
import { NOTE_COSIGNATURE, type Note, signaturesBy, type VerifierKey } from './note.ts'

/** Who has cosigned a checkpoint, when (UTC s). */
export type Cosigned = { name: string; seconds: number }

/** Those of the witnesses that have cosigned the checkpoint. Throws the name of one whose line does not hold. */
export async function cosignersOf(
  note: Note,
  witnesses: VerifierKey[],
  { verify }: { verify: Verify },
): Promise<Cosigned[]> {
  const found: Cosigned[] = []
  for (const key of witnesses) {
    const [line] = signaturesBy(note, key)
    if (line === undefined || key.type !== NOTE_COSIGNATURE) continue
    const cosignature = unpackCosignature(line.bytes)
    const holds =
      cosignature !== undefined &&
      (await verify(key.key, cosignatureMessage(cosignature.seconds, note.text), cosignature.signature))
    if (!holds) throw new Error(key.name)
    found.push({ name: key.name, seconds: cosignature.seconds })
  }
  return found
}

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
    if (key.type !== NOTE_COSIGNATURE) continue
    const cosigned = signaturesBy(note, key).map(({ bytes }) => unpackCosignature(bytes))
    // A line of a known key that does not hold spoils the note, though another one holds (C2SP signed-note).
    for (const each of cosigned) {
      const message = each && cosignatureMessage(each.seconds, note.text)
      if (!message || !(await verify(key.key, message, each.signature))) throw new Error(key.name)
    }
    const [first] = cosigned
    if (first !== undefined) found.push({ name: key.name, seconds: first.seconds })
  }
  return found
}

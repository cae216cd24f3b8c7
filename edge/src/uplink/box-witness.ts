import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  cosignatureMessage,
  keyId,
  NOTE_COSIGNATURE,
  packCosignature,
  signatureLine,
  verifierKeyText,
} from '@zaojun/core/proof/index'
import { identityOf, loadKey, makeKey } from '../identity.ts'
import { faultOf, type Report } from '../report.ts'
import { nodeCrypto } from './node-crypto.ts'

const MS_PER_SECOND = 1000
const KEY_FILE = 'witness.key'

/**
 * A box as a witness of the log it is enrolled at: it has a key of its own for that (mode 0600), and cosigns only what
 * it has seen to follow from all it saw before, once that is on its disk.
 */
export class BoxWitness {
  readonly name: string
  private readonly publicKey: Uint8Array
  private readonly sign: (message: Uint8Array) => Uint8Array

  constructor(folder: string, box: string) {
    const file = join(folder, KEY_FILE)
    if (!existsSync(file)) makeKey(file)
    const { publicKey, sign } = identityOf(loadKey(file))
    this.name = `${box}/witness`
    this.publicKey = publicKey
    this.sign = sign
  }

  /** How others verify its cosignatures; the cloud names it in its settings. */
  key(): Promise<string> {
    return verifierKeyText(nodeCrypto.sha256, this.name, NOTE_COSIGNATURE, this.publicKey)
  }

  /** The note with this cosignature; `wall` UTC ms. */
  async cosign(note: string, wall: number): Promise<string> {
    const text = note.slice(0, note.lastIndexOf('\n\n') + 1)
    const seconds = Math.floor(wall / MS_PER_SECOND)
    const bytes = packCosignature(seconds, this.sign(cosignatureMessage(seconds, text)))
    const id = await keyId(nodeCrypto.sha256, this.name, NOTE_COSIGNATURE, this.publicKey)
    return `${text}\n${signatureLine({ name: this.name, id, bytes })}`
  }
}

/**
 * The witness of a box, or none where its key is damaged: the box says which file it is, and records and sends on. A new
 * key would be another witness, which the cloud does not know: that is for people to decide.
 */
export function openWitness(folder: string, box: string, report: Pick<Report, 'fault'>): BoxWitness | undefined {
  try {
    return new BoxWitness(folder, box)
  } catch (error) {
    report.fault(faultOf('witness', error))
    return undefined
  }
}

import type { KeyStatement, Revocation } from '@zaojun/core/proof/index'
import type { LeafPlace } from './store.ts'

/** A key of a box and the batches it may sign; `to` null while it is in use. */
export type BoxKey = { key: Uint8Array; from: number; to: number | null; revoked: Revocation['reason'] | null }

/** A statement on a box's key as it was signed, and the entry of the log that commits to it. */
export type KeyEvent = { bytes: Uint8Array; entry: Uint8Array; takenAt: number }

export type NewKeyEvent = {
  box: string
  statement: KeyStatement
  bytes: Uint8Array
  at: number
}

/** Keys of boxes through their life: each statement on one is an entry of the log. */
export interface KeyStore {
  /** Uses up the code, adds the key and gives the box a new token, all or nothing. The same statement again needs no code. */
  rotateKey(
    request: NewKeyEvent & { codeHash: string; tokenHash: string },
  ): Promise<
    { status: 'rotated' | 'again'; site: string } | { status: 'code' } | { status: 'other-key' } | { status: 'behind' }
  >
  /** False where no key of the box is in use any more. */
  revokeKey(request: NewKeyEvent): Promise<boolean>
  /** In their order. */
  keyEvents(site: string, box: string): Promise<KeyEvent[]>
  boxKeys(site: string, box: string): Promise<BoxKey[]>
  /** Where an entry that is no batch stands; null while it has no place yet. */
  leafOfEntry(entry: Uint8Array): Promise<LeafPlace | null>
}

import { signatureLine, type VerifierKey } from '@zaojun/core/proof/index'
import { cosignatureBy } from './cosignature.ts'
import type { WitnessState } from './witnesses.ts'

/** A witness that has no address, as a box behind a kitchen's router: it looks at the log itself and sends what it signs. */
export class PushedWitness {
  private readonly key: VerifierKey
  private readonly now: () => number
  private seen = 0
  private at: number | null = null

  constructor(key: VerifierKey, now: () => number) {
    this.key = key
    this.now = now
  }

  get state(): WitnessState {
    return { name: this.key.name, url: null, seen: this.seen, at: this.at, fault: null }
  }

  /** The line of its cosignature on a checkpoint of that size. Throws where there is none, or it does not hold. */
  take(size: number, text: string, lines: string): string {
    const line = signatureLine(cosignatureBy(this.key, text, lines))
    this.seen = Math.max(this.seen, size)
    this.at = this.now()
    return line
  }
}

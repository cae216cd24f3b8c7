import { boundedText, reasonAndCause } from '@zaojun/core'
import { addCheckpointText, type NoteSignature, signatureLine, type VerifierKey } from '@zaojun/core/proof/index'
import { cosignatureBy } from './cosignature.ts'
import { sha256 } from './sha256.ts'

const TIMEOUT_MS = 5_000
const MAX_ANSWER_BYTES = 64 * 1024
/** A silent witness is asked again after this, doubling up to the longest. */
const AGAIN_MS = 5_000
const LONGEST_MS = 300_000
const encoder = new TextEncoder()

/** A checkpoint to be witnessed, and the proof of growth from any earlier size. */
export type Published = { size: number; text: string; note: string; path(oldSize: number): Uint8Array[] }
/** `url` null: it has no address and sends what it signs. */
export type WitnessState = { name: string; url: string | null; seen: number; at: number | null; fault: string | null }
type Options = { url: string; key: VerifierKey; now(): number; random(): number; timeoutMs?: number }

/** One witness as the log sees it: what it has cosigned, and why it does not. A witness never holds the log up. */
export class WitnessClient {
  private readonly options: Options
  private readonly stopping = new AbortController()
  private known = 0
  private failures = 0
  private notBefore = 0
  private fault: string | null = null
  private at: number | null = null

  constructor(options: Options) {
    this.options = options
  }

  get state(): WitnessState {
    const { url, key } = this.options
    return { name: key.name, url, seen: this.known, at: this.at, fault: this.fault }
  }

  /** Asks for a cosignature; resolves its line, or undefined where there is none this time. */
  async cosign(published: Published): Promise<string | undefined> {
    const { now } = this.options
    if (now() < this.notBefore) return undefined
    try {
      const line = await this.ask(published, true)
      this.failures = 0
      this.fault = null
      this.known = published.size
      this.at = now()
      return signatureLine(line)
    } catch (error) {
      this.failures++
      this.fault = reasonAndCause(error)
      const wait = Math.min(LONGEST_MS, AGAIN_MS * 2 ** (this.failures - 1))
      this.notBefore = now() + wait * (0.5 + this.options.random() / 2)
      return undefined
    }
  }

  /** The last checkpoint of the log that it has cosigned; undefined where there is none, or it does not answer. */
  async lastSeen(origin: string): Promise<string | undefined> {
    const { url } = this.options
    const hash = Buffer.from(sha256(encoder.encode(origin))).toString('hex')
    try {
      const answer = await fetch(new URL(`${hash}/checkpoint`, url), { signal: this.timeout() })
      if (!answer.ok) return undefined
      return await boundedText(answer, MAX_ANSWER_BYTES)
    } catch {
      // It is asked to cosign soon, and then says why not.
      return undefined
    }
  }

  /** Until the whole answer is there. */
  private timeout(): AbortSignal {
    return AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS)])
  }

  /** Ends what is under way. */
  stop(): void {
    this.stopping.abort()
  }

  private async ask(published: Published, mayLearn: boolean): Promise<NoteSignature> {
    const { url } = this.options
    const path = this.known === 0 || this.known > published.size ? [] : published.path(this.known)
    const body = addCheckpointText({ oldSize: this.known, path, note: published.note })
    const answer = await fetch(new URL('add-checkpoint', url), {
      method: 'POST',
      body,
      signal: this.timeout(),
    })
    const text = await boundedText(answer, MAX_ANSWER_BYTES)
    // The witness knows another size, after a restart of ours: tell it from there.
    if (answer.status === 409 && mayLearn && /^(0|[1-9][0-9]{0,15})\n?$/.test(text)) {
      this.known = Number(text)
      if (this.known > published.size)
        throw new Error(`the witness has seen ${this.known} of ${published.size} entries`)
      return this.ask(published, false)
    }
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status} ${text.slice(0, 80).trim()}`)
    return cosignatureBy(this.options.key, published.text, text)
  }
}

import { parseNote } from '@zaojun/core/proof/index'
import { fail } from '../errors.ts'
import type { PushedWitness } from './pushed-witness.ts'
import type { Published, WitnessClient, WitnessState } from './witnesses.ts'

/** Checkpoints a slow witness may still cosign, and proofs may still be given under. */
const REMEMBERED = 64

/** A checkpoint as the log signed it, and the lines of those who have cosigned it, by their names. */
type Standing = Published & { lines: Map<string, string> }
type Parts = {
  witnesses: WitnessClient[]
  pushed: PushedWitness[]
  /** The newest checkpoint has another cosignature: the whole note. */
  onCosigned(size: number, note: string): Promise<void>
  onFailure(place: string, error: unknown): void
}

/**
 * Gathers cosignatures. Each witness is asked by itself, one request at a time: one that hangs or is slow holds up neither
 * the log nor the others, and what comes late still counts for the checkpoint it was asked about.
 */
export class Cosigning {
  private readonly parts: Parts
  private readonly standing: Standing[] = []
  private readonly asking = new Map<WitnessClient, Promise<void>>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  get states(): WitnessState[] {
    return [...this.parts.witnesses, ...this.parts.pushed].map(({ state }) => state)
  }

  /** The log has signed this one. */
  published(checkpoint: Published): void {
    this.standing.unshift({ ...checkpoint, lines: new Map() })
    this.standing.splice(REMEMBERED)
    this.again()
  }

  /** One that another process has published, perhaps cosigned; nobody is asked. Returns it with all that is known here. */
  learn(checkpoint: Published): string {
    const { text, note } = checkpoint
    const [own = '', ...others] = note.slice(text.length + 1).split(/(?<=\n)/)
    const known = this.standing.find((each) => each.text === text)
    const standing = known ?? { ...checkpoint, note: `${text}\n${own}`, lines: new Map() }
    for (const line of others) standing.lines.set(line.split(' ')[1] ?? '', line)
    if (known === undefined) {
      this.standing.unshift(standing)
      this.standing.splice(REMEMBERED)
    }
    return noteOf(standing)
  }

  /** Whether the newest checkpoint it has been told of is of that origin. */
  knows(origin: string): boolean {
    return this.standing[0]?.text.startsWith(`${origin}\n`) ?? false
  }

  /** Asks whoever has not cosigned the newest checkpoint and is not being asked already. */
  again(): void {
    for (const witness of this.parts.witnesses) {
      if (this.asking.has(witness)) continue
      const done = this.ask(witness).finally(() => this.asking.delete(witness))
      this.asking.set(witness, done)
      done.catch((error) => this.parts.onFailure('witness', error))
    }
  }

  /** Resolves when nobody is being asked any more. */
  async settled(): Promise<void> {
    while (this.asking.size > 0) await Promise.allSettled(this.asking.values())
  }

  async stop(): Promise<void> {
    for (const witness of this.parts.witnesses) witness.stop()
    await this.settled()
  }

  /** A note that a witness without an address sent. Throws `WITNESS_UNKNOWN`, `COSIGNATURE`, `COSIGNATURE_STALE`, `NOTE_…`. */
  take(note: string): { seen: number } {
    const { text, signatures } = parseNote(new TextEncoder().encode(note))
    const witness = this.parts.pushed.find(({ state }) => signatures.some(({ name }) => name === state.name))
    if (witness === undefined) throw fail('WITNESS_UNKNOWN', { name: signatures.at(-1)?.name ?? '' })
    const standing = this.standing.find((each) => each.text === text)
    if (standing === undefined) throw fail('COSIGNATURE_STALE', { name: witness.state.name })
    let line: string
    try {
      line = witness.take(standing.size, text, note.slice(text.length + 1))
    } catch {
      throw fail('COSIGNATURE', { name: witness.state.name })
    }
    void this.add(standing, witness.state.name, line)
    return { seen: standing.size }
  }

  /** Of the checkpoints of that origin that cover the leaf, the one most have cosigned, the newest of those; undefined where nobody has. */
  noteFor(origin: string, index: number): string | undefined {
    const covering = this.standing.filter(({ size, text }) => size > index && text.startsWith(`${origin}\n`))
    const most = Math.max(0, ...covering.map(({ lines }) => lines.size))
    const best = covering.find(({ lines }) => lines.size === most)
    return best === undefined || most === 0 ? undefined : noteOf(best)
  }

  private async ask(witness: WitnessClient): Promise<void> {
    const { name } = witness.state
    for (let last: Standing | undefined; last !== this.standing[0]; ) {
      last = this.standing[0]
      if (last === undefined || last.lines.has(name)) return
      const line = await witness.cosign(last)
      if (line !== undefined) await this.add(last, name, line)
    }
  }

  private async add(standing: Standing, name: string, line: string): Promise<void> {
    standing.lines.set(name, line)
    if (standing === this.standing[0]) await this.parts.onCosigned(standing.size, noteOf(standing))
  }
}

const noteOf = ({ note, lines }: Standing): string => note + [...lines.values()].join('')

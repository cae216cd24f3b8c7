/** How long the first sending waits for its answer; each further one so much longer (JT/T 808, 4.3.2). */
const ANSWER_MS = 10_000
const SENDINGS = 4
const MOST_WAITING = 16

/** What a terminal answered: its result, or the parameters it was asked for. */
export type Answer = { result: number } | { values: Map<number, Uint8Array> }
type Waiting = {
  id: number
  send(): void
  done(answer: Answer | undefined): void
  sendings: number
  timer: NodeJS.Timeout
}

/** Messages to one terminal that want an answer: sent again with the same number, later and later, then given up. */
export class Asking {
  private readonly answerMs: number
  private readonly waiting = new Map<number, Waiting>()

  constructor(answerMs: number = ANSWER_MS) {
    this.answerMs = answerMs
  }

  /** False while too many wait already. */
  get hasRoom(): boolean {
    return this.waiting.size < MOST_WAITING
  }

  /** Undefined where it never answered, or has gone. */
  ask(seq: number, id: number, send: () => void): Promise<Answer | undefined> {
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
    const done = (answer: Answer | undefined) => {
      clearTimeout(waiting.timer)
      this.waiting.delete(seq)
      resolve(answer)
    }
    const again = () => {
      if (waiting.sendings >= SENDINGS) return done(undefined)
      send()
      waiting.sendings++
      waiting.timer = setTimeout(again, this.answerMs * waiting.sendings)
    }
    const waiting: Waiting = { id, send, done, sendings: 0, timer: setTimeout(again, 0) }
    this.waiting.set(seq, waiting)
    return promise
  }

  /** An acknowledgement by number and message; one that asks for parameters waits on for them where it is good. */
  acknowledged(seq: number, id: number, result: number, more: boolean): void {
    const waiting = this.waiting.get(seq)
    if (waiting?.id === id && !(more && result === 0)) waiting.done({ result })
  }

  told(seq: number, values: Map<number, Uint8Array>): void {
    this.waiting.get(seq)?.done({ values })
  }

  end(): void {
    for (const { done } of [...this.waiting.values()]) done(undefined)
  }
}

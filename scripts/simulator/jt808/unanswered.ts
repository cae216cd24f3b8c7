/** A message is sent so often in all, each time waited for longer (JT/T 808, 4.3.1). */
const SENDINGS = 4

type Waiting = { sendings: number; timer: NodeJS.Timeout; giveUp(): void }

/** What a terminal sent and nobody has acknowledged: sent again as it was, later and later, then given up. */
export class Unanswered<Key> {
  private readonly waiting = new Map<Key, Waiting>()

  add(key: Key, answerMs: number, send: () => void, giveUp: () => void): void {
    this.answered(key)
    const again = () => {
      if (waiting.sendings >= SENDINGS) {
        this.waiting.delete(key)
        giveUp()
        return
      }
      waiting.sendings++
      waiting.timer = setTimeout(again, answerMs * waiting.sendings)
      send()
    }
    const waiting: Waiting = { sendings: 1, timer: setTimeout(again, answerMs), giveUp }
    this.waiting.set(key, waiting)
    send()
  }

  answered(key: Key): void {
    clearTimeout(this.waiting.get(key)?.timer)
    this.waiting.delete(key)
  }

  /** The connection has gone: everything is given up. */
  end(): void {
    const all = [...this.waiting.values()]
    this.waiting.clear()
    for (const { timer, giveUp } of all) {
      clearTimeout(timer)
      giveUp()
    }
  }
}

const SLICE_MS = 4

/** Sends bytes no faster than the line carries them, one piece after the other. `characterMs` 0: at once. */
export class PacedWriter {
  private readonly characterMs: number
  private readonly now: () => number
  private readonly send: (bytes: Uint8Array) => void
  private queue: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(characterMs: number, now: () => number, send: (bytes: Uint8Array) => void) {
    this.characterMs = characterMs
    this.now = now
    this.send = send
  }

  /** Settles when the last byte has gone out. `afterMs`: the turn-around before the first. */
  write(bytes: Uint8Array, afterMs = 0): Promise<void> {
    this.queue = this.queue.then(() => this.pace(bytes, afterMs))
    return this.queue
  }

  stop(): void {
    this.stopped = true
  }

  private async pace(bytes: Uint8Array, afterMs: number): Promise<void> {
    const began = this.now() + afterMs
    let sent = 0
    while (sent < bytes.length && !this.stopped) {
      const elapsed = this.now() - began
      const due = this.characterMs === 0 && elapsed >= 0 ? bytes.length : Math.floor(elapsed / this.characterMs)
      if (due > sent) {
        this.send(bytes.subarray(sent, due))
        sent = Math.min(due, bytes.length)
      }
      if (sent >= bytes.length) return
      const rest = Math.max(-elapsed, Math.min(SLICE_MS, (bytes.length - sent) * this.characterMs))
      await new Promise((done) => setTimeout(done, Math.max(1, rest)))
    }
  }
}

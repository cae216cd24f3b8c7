/** So many messages of one unit are remembered, the newest. */
const KEPT = 64
const MOST_UNITS = 4096

/** What units sent last, so that what comes again because its answer was lost is answered, and not taken twice. */
export class Repeats {
  private readonly taken = new Map<string, string[]>()

  has(unit: string, message: string): boolean {
    return this.taken.get(unit)?.includes(message) ?? false
  }

  add(unit: string, message: string): void {
    const before = this.taken.get(unit) ?? []
    this.taken.delete(unit)
    this.taken.set(unit, [...before, message].slice(-KEPT))
    const [oldest] = this.taken.keys()
    if (this.taken.size > MOST_UNITS && oldest !== undefined) this.taken.delete(oldest)
  }
}

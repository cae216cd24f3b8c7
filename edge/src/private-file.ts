import { existsSync, readFileSync } from 'node:fs'
import { writePrivately } from './identity.ts'

/** What a box keeps beside its ledger, as JSON that only this user reads: wholly the old value or wholly the new one. */
export class PrivateFile<T> {
  private readonly file: string
  private held: T

  /** Throws where the file holds something else than `what`. */
  constructor(file: string, what: string, shape: { Check(data: unknown): data is T }, empty: T) {
    this.file = file
    const data: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : empty
    if (!shape.Check(data)) throw new Error(`${file}: not ${what}`)
    this.held = data
  }

  get value(): T {
    return this.held
  }

  set(value: T): void {
    writePrivately(this.file, JSON.stringify(value))
    this.held = value
  }
}

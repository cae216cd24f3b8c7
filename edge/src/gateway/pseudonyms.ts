import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { provisionSecret } from '../node-red/secrets.ts'

const FILE = 'person.key'
const ID_DIGITS = 16

/**
 * Stands people and what they sent for by names that say nothing without the box's own secret (mode 0600, never sent
 * anywhere). The same number gives the same id on this box, and another one on every other box.
 */
export class Pseudonyms {
  private readonly secret: string

  constructor(folder: string) {
    this.secret = provisionSecret(join(folder, FILE))
  }

  /** `p-` and 16 hex digits of HMAC-SHA-256. */
  of(number: string): string {
    return `p-${this.print('person', number).slice(0, ID_DIGITS)}`
  }

  /** What is kept of a badge's code: whoever reads it here does not learn the code. */
  badge(code: string): string {
    return this.print('badge', code)
  }

  /** A name for what a unit sent, by which it is known when it comes again. */
  sender(parts: string[]): string {
    return this.print('sender', JSON.stringify(parts))
  }

  private print(use: string, text: string): string {
    return createHmac('sha256', this.secret).update(`${use}\n${text}`).digest('hex')
  }
}

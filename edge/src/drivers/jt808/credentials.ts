import { randomBytes } from 'node:crypto'
import type { DriverContext } from '../driver.ts'

/** Letters and digits that any terminal can keep. */
const CODE_BYTES = 9
const SEPARATOR = ' '
/** A code that a person set: the first terminal to register is bound to it. */
const UNBOUND = ''

type Held = { code: string; terminal: string }

/**
 * The codes terminals prove themselves with. A known number gets its code when it registers first, and is from then on
 * bound to the terminal that did: another one with the same number is refused until the secret `terminal.<unit>` is
 * removed or the unit is replaced. A code set as `unit.<unit>` counts before it, for terminals that come with theirs.
 */
export class Credentials {
  private readonly context: Pick<DriverContext, 'secret' | 'keep'>
  private readonly unkept = new Map<string, string>()

  constructor(context: Pick<DriverContext, 'secret' | 'keep'>) {
    this.context = context
  }

  /** The code a unit must know; undefined while it never registered. */
  code(unit: string): string | undefined {
    return this.context.secret(`unit.${unit}`) ?? this.held(unit)?.code
  }

  /** Registers a terminal under its maker's id: its code, or undefined where another one has this number. */
  register(unit: string, terminal: string): string | undefined {
    const held = this.held(unit)
    const bound = held !== undefined && held.terminal !== UNBOUND
    if (bound && held.terminal !== terminal) return undefined
    const code = this.code(unit) ?? randomBytes(CODE_BYTES).toString('hex')
    if (!bound) this.keep(unit, { code, terminal })
    return code
  }

  private held(unit: string): Held | undefined {
    const name = `terminal.${unit}`
    const text = this.context.secret(name) ?? this.unkept.get(name)
    const [code, ...terminal] = text?.split(SEPARATOR) ?? []
    return code === undefined || code === '' ? undefined : { code, terminal: terminal.join(SEPARATOR) }
  }

  private keep(unit: string, { code, terminal }: Held): void {
    const name = `terminal.${unit}`
    const text = `${code}${SEPARATOR}${terminal}`
    if (this.context.keep === undefined) this.unkept.set(name, text)
    else this.context.keep(name, text)
  }
}

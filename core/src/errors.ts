/**
 * An error a person or a program can act on: a stable code, a sentence that names the thing and the place,
 * and the HTTP status it maps to. Codes are never reused; each catalogue lists its own with `defineErrors`.
 */
export class ZaojunError extends Error {
  readonly code: string
  readonly status: number
  /** Where it is wrong: a path in a document, a position in a file, a device or bus id. */
  readonly place: string | undefined
  /** The sentence in Chinese, where its catalogue has one. */
  readonly zh: string | undefined

  constructor(code: string, status: number, message: string, place?: string, zh?: string) {
    super(message)
    this.name = 'ZaojunError'
    this.code = code
    this.status = status
    this.place = place
    this.zh = zh
  }

  toJSON(): { code: string; message: string; place?: string } {
    return this.place === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, place: this.place }
  }
}

/** A row of an error catalogue: HTTP status and the sentence, with `{name}` where the thing's name goes. */
export type ErrorRow = { status: number; zh: string; en: string }

/**
 * Turns a catalogue into a maker of errors. The message is English; screens translate by code.
 * Usage: `const fail = defineErrors({ BATCH_FORK: {...} })`, then `throw fail('BATCH_FORK', { name: 'box 1' })`.
 */
export function defineErrors<Rows extends Record<string, ErrorRow>>(rows: Rows) {
  const fail = (code: keyof Rows & string, detail: { name?: string; place?: string } = {}): ZaojunError => {
    const row = rows[code] as ErrorRow
    const said = (text: string) => text.replaceAll('{name}', detail.name ?? '')
    return new ZaojunError(code, row.status, said(row.en), detail.place, said(row.zh))
  }
  return Object.assign(fail, { rows })
}

/** The stable code of anything thrown. */
export const codeOf = (thrown: unknown): string => (thrown instanceof ZaojunError ? thrown.code : 'UNEXPECTED')

/** The text of anything thrown, for a log line. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** With what lies behind it: `fetch` says only that it failed. Of several addresses tried in vain there is a code alone. */
export function reasonAndCause(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (cause === undefined) return reasonOf(thrown)
  return `${reasonOf(thrown)}: ${reasonOf(cause) || (cause as { code?: string }).code}`
}

/** What was thrown, for whoever reads a terminal: with its code, Chinese first. */
export function saidInBoth(thrown: unknown): string {
  if (!(thrown instanceof ZaojunError)) return reasonOf(thrown)
  const { code, zh, message, place } = thrown
  const where = place === undefined || message.includes(place) ? '' : ` (${place})`
  return `${code}: ${zh === undefined ? '' : `${zh} / `}${message}${where}`
}

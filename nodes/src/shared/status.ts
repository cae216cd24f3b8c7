/** What the editor shows under a node. Text is at most 32 characters. */
export type Status = { fill: 'grey' | 'yellow' | 'green' | 'red'; shape: 'ring' | 'dot'; text: string }
/** Translates a key of the node's catalogue. */
export type Translate = (key: string, values?: Record<string, string | number>) => string

export const MAX_STATUS_CHARACTERS = 32
const AT_MOST_EVERY_MS = 1_000

const short = (text: string): string => {
  const characters = [...text]
  return characters.length <= MAX_STATUS_CHARACTERS
    ? text
    : `${characters.slice(0, MAX_STATUS_CHARACTERS - 1).join('')}…`
}

/** The grammar: one maker per state, so that colour and shape always mean the same. Keys are below `status.`. */
export const statusOf = {
  /** Disabled or not configured. */
  unset: (translate: Translate, key: string): Status => ({
    fill: 'grey',
    shape: 'ring',
    text: short(translate(`status.${key}`)),
  }),
  connecting: (translate: Translate, attempt: number): Status => ({
    fill: 'yellow',
    shape: 'ring',
    text: short(translate('status.connecting', { attempt })),
  }),
  waiting: (translate: Translate): Status => ({
    fill: 'yellow',
    shape: 'ring',
    text: short(translate('status.waiting')),
  }),
  good: (text: string): Status => ({ fill: 'green', shape: 'dot', text: short(text) }),
  /** Stale or of bad quality. */
  doubtful: (text: string): Status => ({ fill: 'yellow', shape: 'dot', text: short(text) }),
  offline: (translate: Translate, key: string, since: number, reason?: string): Status => ({
    fill: 'red',
    shape: 'ring',
    text: short(
      [
        translate(`status.${key}`, { since: clockTime(since) }),
        ...(reason === undefined ? [] : [reasonText(translate, reason)]),
      ].join(' · '),
    ),
  }),
  /** Configuration error; the text says what to do. */
  wrong: (translate: Translate, key: string, values?: Record<string, string | number>): Status => ({
    fill: 'red',
    shape: 'dot',
    text: short(translate(`status.${key}`, values)),
  }),
}

/** A stable reason code in words, where there are some. */
export function reasonText(translate: Translate, code: string): string {
  const key = `reason.${code}`
  const text = translate(key)
  return text === key ? code : text
}

/** `14:03`, local time. */
export function clockTime(wall: number): string {
  const at = new Date(wall)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Coarse age of a value, so that the text changes seldom: now, 10 s, 20 s, … 1 min, … 1 h, … */
export function ageText(translate: Translate, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 10) return translate('age.now')
  if (seconds < 60) return translate('age.seconds', { n: Math.floor(seconds / 10) * 10 })
  if (seconds < 3600) return translate('age.minutes', { n: Math.floor(seconds / 60) })
  return translate('age.hours', { n: Math.floor(seconds / 3600) })
}

export type StatusDeps = {
  show(status: Status): void
  now(): number
  after(ms: number, work: () => void): () => void
}

/** Shows a status when it changed, at most once a second; the last one always gets through. */
export class StatusLine {
  #shown = ''
  #shownAt = Number.NEGATIVE_INFINITY
  #next: Status | undefined
  #cancel: (() => void) | undefined
  readonly #deps: StatusDeps

  constructor(deps: StatusDeps) {
    this.#deps = deps
  }

  set(status: Status): void {
    this.#next = status
    const wait = this.#shownAt + AT_MOST_EVERY_MS - this.#deps.now()
    if (wait <= 0) this.#show()
    else this.#cancel ??= this.#deps.after(wait, () => this.#show())
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #show(): void {
    this.stop()
    const status = this.#next
    const key = JSON.stringify(status)
    if (status === undefined || key === this.#shown) return
    this.#shown = key
    this.#shownAt = this.#deps.now()
    this.#deps.show(status)
  }
}

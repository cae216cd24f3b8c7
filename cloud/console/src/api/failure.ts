/** What the API (or the way to it) answered instead: its stable code, its sentence, the place it names. */
export class Failure extends Error {
  readonly code: string
  readonly status: number
  readonly place: string | undefined
  constructor(code: string, status: number, message: string, place?: string) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.status = status
    this.place = place
  }
}

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  // `fetch` rejects with a TypeError when there is no answer at all.
  return thrown instanceof TypeError ? new Failure('NETWORK', 0, reason) : new Failure('CONSOLE', 0, reason)
}

export function failureFrom(response: Response, body: unknown): Failure {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  return new Failure(
    text(told.code) ?? `HTTP_${response.status}`,
    response.status,
    text(told.message) ?? response.statusText,
    text(told.place),
  )
}

import { readonly, ref } from 'vue'

/**
 * The cloud's time as this browser sees it: its own clock corrected by the `Date` header of the last answer,
 * so that ages are true on a computer whose clock is wrong.
 */
const SKEW_TOLERANCE_MS = 2_000
const TICK_MS = 1_000
let skewMs = 0
const current = ref(Date.now())
let timer: number | undefined

export const now = readonly(current)

export function learnServerDate(header: string | null): void {
  const server = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(server)) return
  const skew = server - Date.now()
  // The header has whole seconds: small differences are noise.
  skewMs = Math.abs(skew) > SKEW_TOLERANCE_MS ? skew : 0
}

export const serverNow = (): number => Date.now() + skewMs

export function startClock(): void {
  timer ??= window.setInterval(() => {
    current.value = serverNow()
  }, TICK_MS)
}

export function stopClock(): void {
  window.clearInterval(timer)
  timer = undefined
}

/** An age in the largest unit that still says something: `{ unit: 'minutes', n: 3 }`. Never negative. */
export type Age = { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number }
export function ageOf(ms: number): Age {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return { unit: 'seconds', n: seconds }
  if (seconds < 3600) return { unit: 'minutes', n: Math.floor(seconds / 60) }
  if (seconds < 48 * 3600) return { unit: 'hours', n: Math.floor(seconds / 3600) }
  return { unit: 'days', n: Math.floor(seconds / 86_400) }
}

import { watch } from 'vue'
import { keep, leave, person } from './signed-on.ts'
import { asked } from './somebody.ts'

/** At a screen on the wall the next person stands there soon; the box's own patience is the same. */
export const IDLE_MS = 3 * 60_000
/** The box hears of touches that order nothing, so often at most. */
const KEEP_MS = 60_000
const LOOK_MS = 1_000

/** Signs off whoever does nothing. `now`: monotonic ms. Returns how to end it. */
export function watchPresence(now: () => number): () => void {
  let touched = now()
  let kept = now()
  const touch = () => {
    touched = now()
    if (person.value === undefined || touched - kept < KEEP_MS) return
    kept = touched
    void keep()
  }
  const look = () => {
    if (now() - touched < IDLE_MS) return
    asked.value?.settle(undefined)
    if (person.value !== undefined) leave()
  }
  const stopWatching = watch(person, () => {
    touched = kept = now()
  })
  const timer = setInterval(look, LOOK_MS)
  addEventListener('pointerdown', touch, { capture: true })
  addEventListener('keydown', touch, { capture: true })
  return () => {
    stopWatching()
    clearInterval(timer)
    removeEventListener('pointerdown', touch, { capture: true })
    removeEventListener('keydown', touch, { capture: true })
  }
}

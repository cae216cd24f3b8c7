import { onScopeDispose, ref, shallowRef } from 'vue'
import { type Failure, failureOf } from './failure.ts'

/**
 * One question asked again and again: keeps the last answer while a newer one is on its way, keeps the failure
 * apart, and drops answers that were overtaken. With `everyMs` it repeats until its component goes.
 */
export function useAnswer<Data>(question: () => Promise<Data>, everyMs?: number) {
  const data = shallowRef<Data>()
  const failure = shallowRef<Failure>()
  const busy = ref(false)
  let turn = 0
  let timer: number | undefined
  let stopped = false

  async function load(): Promise<void> {
    window.clearTimeout(timer)
    turn += 1
    const mine = turn
    busy.value = true
    try {
      const answer = await question()
      if (mine !== turn || stopped) return
      data.value = answer
      failure.value = undefined
    } catch (thrown) {
      if (mine !== turn || stopped) return
      failure.value = failureOf(thrown)
    }
    busy.value = false
    if (everyMs !== undefined) timer = window.setTimeout(load, everyMs)
  }
  /** Forgets what was answered before: another thing is asked about now. */
  function reset(): void {
    turn += 1
    data.value = undefined
    failure.value = undefined
    busy.value = false
  }
  onScopeDispose(() => {
    stopped = true
    window.clearTimeout(timer)
  })
  return { data, failure, busy, load, reset }
}

/** One act of the user: busy while it runs, its failure kept beside the button. */
export function useAct<Args extends unknown[]>(act: (...args: Args) => Promise<void>) {
  const failure = shallowRef<Failure>()
  const busy = ref(false)
  async function run(...args: Args): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = undefined
    try {
      await act(...args)
    } catch (thrown) {
      failure.value = failureOf(thrown)
    }
    busy.value = false
  }
  return { run, failure, busy }
}

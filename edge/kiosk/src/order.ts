import { ref } from 'vue'
import { noteRefusal } from './box/session.ts'
import type { Act } from './people/signed-on.ts'
import { asSomebody } from './people/somebody.ts'
import { report } from './report.ts'
import { useWords } from './words/i18n.ts'

/** `not`: who signed before; it takes somebody else. */
export type OrderedBy = { not?: string | undefined }

/** One order at a time; its answer is on disk and stands on the screen at once. Asks first who gives it, unless anybody may. */
export function useOrder<Answer>(place: string, taken: (answer: Answer) => void) {
  const { faultText } = useWords()
  const busy = ref(false)
  const failed = ref('')
  /** Resolves whether it was carried out. */
  async function order(act: Act | 'anybody', what: () => Promise<Answer>, { not }: OrderedBy = {}): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failed.value = ''
    try {
      const answer = act === 'anybody' ? await what() : await asSomebody(act, what, not)
      if (answer === undefined) return false
      taken(answer)
      return true
    } catch (error) {
      noteRefusal(error)
      report(place, error)
      failed.value = faultText(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, failed, order }
}

import { ref } from 'vue'
import { loggedIn, noteRefusal } from './box/session.ts'
import { go } from './place.ts'
import { report } from './report.ts'
import { useWords } from './words/i18n.ts'

/**
 * One order at a time; its answer is on disk and stands on the screen at once. Asks for the login first, unless it is
 * one that anybody may give.
 */
export function useOrder<Answer>(place: string, taken: (answer: Answer) => void) {
  const { faultText } = useWords()
  const busy = ref(false)
  const failed = ref('')
  async function order(what: () => Promise<Answer>, anybody = false): Promise<boolean> {
    if (busy.value) return false
    if (!loggedIn.value && !anybody) {
      go('#/login')
      return false
    }
    busy.value = true
    failed.value = ''
    try {
      taken(await what())
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

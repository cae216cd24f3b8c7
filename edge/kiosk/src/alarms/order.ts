import { ref } from 'vue'
import { box } from '../box/client.ts'
import { loggedIn, noteRefusal } from '../box/session.ts'
import type { AlarmRow } from '../box/shapes.ts'
import { useKitchen } from '../kitchen/kitchen.ts'
import { go } from '../place.ts'
import { report } from '../report.ts'
import { useWords } from '../words/i18n.ts'

/** One order about an alarm at a time; its answer is on disk and stands on the screen at once. Asks for the login first. */
export function useAlarmOrder() {
  const kitchen = useKitchen()
  const { faultText } = useWords()
  const busy = ref(false)
  const failed = ref('')
  async function order(what: () => Promise<AlarmRow>): Promise<boolean> {
    if (!loggedIn.value) {
      go('#/login')
      return false
    }
    busy.value = true
    failed.value = ''
    try {
      kitchen.alarms.step(await what())
      return true
    } catch (error) {
      noteRefusal(error)
      report('alarm', error)
      failed.value = faultText(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, failed, order, acknowledge: (id: string) => order(() => box.alarm.acknowledge(id)) }
}

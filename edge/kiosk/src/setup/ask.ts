import { ref } from 'vue'
import { noteRefusal } from '../box/session.ts'
import { report } from '../report.ts'
import { useWords } from '../words/i18n.ts'

/** Asks the box something for a screen: whether it is under way, and in words why it failed. `place`: where, in reports. */
export function useAsk(place = 'setup') {
  const { faultText } = useWords()
  const busy = ref(false)
  const failed = ref('')
  async function ask<T>(work: () => Promise<T>): Promise<T | undefined> {
    busy.value = true
    failed.value = ''
    try {
      return await work()
    } catch (error) {
      report(place, error)
      noteRefusal(error)
      failed.value = faultText(error)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, failed, ask }
}

/** Calls `look` now and again until the screen is left; one call at a time. */
export function repeat(look: () => Promise<void>, everyMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false
  const again = async () => {
    await look().catch((error: unknown) => report('setup', error))
    if (!left) timer = setTimeout(again, everyMs)
  }
  void again()
  return () => {
    left = true
    clearTimeout(timer)
  }
}

/** Copies text; pages that are not on a secure origin have no clipboard of their own. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

/** Hands the person a file. */
export function download(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}

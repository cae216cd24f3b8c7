import { ref } from 'vue'
import { report } from '../report.ts'
import { BoxFault, box } from './client.ts'

/** Whether this screen may write. Reading is open on the box itself. */
export const loggedIn = ref(false)

export async function refreshSession(): Promise<void> {
  try {
    loggedIn.value = (await box.session()).loggedIn
  } catch (error) {
    report('session', error)
  }
}

/** Call with what a writing request threw: a session that has run out shows as logged out. */
export function noteRefusal(thrown: unknown): void {
  if (thrown instanceof BoxFault && thrown.code === 'LOGIN_NEEDED') loggedIn.value = false
}

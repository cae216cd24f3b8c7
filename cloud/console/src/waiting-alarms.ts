import { onScopeDispose, ref } from 'vue'
import { api, ask } from './api/client.ts'
import { signedInAs } from './session.ts'

const RENEW_MS = 10_000
const MOST = 500
const count = ref(0)
const critical = ref(0)

/** How many alarms of all sites wait for somebody, renewed while somebody is signed in. What was last known stays. */
export function useWaitingAlarms() {
  async function renew(): Promise<void> {
    if (signedInAs.value === undefined) return
    const { alarms } = await ask(api.GET('/v1/alarms', { params: { query: { limit: MOST, state: 'open' } } }))
    const waiting = alarms.filter(
      ({ state, advisory, maintenance, source }) =>
        (state === 'unacknowledged' || state === 'returned') &&
        advisory !== true &&
        !(maintenance && source === 'cloud'),
    )
    count.value = waiting.length
    critical.value = waiting.filter(({ severity }) => severity === 'critical').length
  }
  // The inbox itself says when the cloud is away.
  const quietly = () => void renew().catch(() => {})
  quietly()
  const timer = window.setInterval(quietly, RENEW_MS)
  onScopeDispose(() => window.clearInterval(timer))
  return { count, critical, renew: quietly }
}

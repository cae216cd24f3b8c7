import { answerOf, type By, client, within } from './client.ts'
import type { HeldChange, InterlockRow, InterlockSimulation, SupposedInput } from './shapes.ts'

/** A simulation reads what the ledger holds of many days: it may take its time. */
const SIMULATION_MS = 120_000
const byKey = (key: string) => ({ params: { path: { key } } })

/** What is done about an interlock before it goes live: its checklist, simulations, changes that were held back. */
export const interlocksBox = {
  check: (key: string, check: string, done: boolean, by: By): Promise<InterlockRow> =>
    answerOf(
      client.PUT('/api/interlocks/{key}/checks/{check}', { params: { path: { key, check } }, body: { done, ...by } }),
    ),
  simulate: (key: string, body: { days?: number; suppose?: SupposedInput }): Promise<InterlockSimulation> =>
    answerOf(client.POST('/api/interlocks/{key}/simulation', { ...byKey(key), body, fetch: within(SIMULATION_MS) })),
  changes: async (): Promise<HeldChange[]> => (await answerOf(client.GET('/api/interlock-changes'))).waiting,
  settle: async (source: string, confirm: boolean, reason: string, by: By): Promise<HeldChange[]> =>
    (
      await answerOf(
        client.POST('/api/interlock-changes/{source}', {
          params: { path: { source } },
          body: { confirm, reason, ...by },
        }),
      )
    ).waiting,
}

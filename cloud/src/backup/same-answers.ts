import { isDeepStrictEqual } from 'node:util'
import { fail } from '../errors.ts'
import type { Store } from '../store/store.ts'

/** Series of each site whose readings are asked for. */
const SERIES_ASKED = 3
const DAY_MS = 86_400_000
const MOST_READINGS = 10_000
const MOST_ALARMS = 1_000

const sorted = (rows: unknown[]): unknown[] =>
  rows
    .map((row) => JSON.stringify(row))
    .sort()
    .map((text) => JSON.parse(text) as unknown)

/** Asks both stores the same as the console would. Throws `BACKUP_DIFFERS` naming the first question with two answers. */
export async function compareAnswers(one: Store, other: Store): Promise<void> {
  const same = async (question: string, ask: (store: Store) => Promise<unknown>): Promise<void> => {
    const [a, b] = await Promise.all([ask(one), ask(other)])
    if (!isDeepStrictEqual(a, b)) throw fail('BACKUP_DIFFERS', { name: question })
  }
  await same('sites', async (store) => sorted(await store.sites()))
  for (const { id: site } of await one.sites()) {
    await same(`latest of ${site}`, async (store) => sorted((await store.latest(site)).latest))
    await same(`boxes of ${site}`, async (store) => sorted(await store.boxes(site)))
    await same(`registries of ${site}`, async (store) => sorted(await store.registries(site)))
    const alarms = { site, state: 'all', severity: 'info', before: null, raised: null, limit: MOST_ALARMS } as const
    await same(`alarms of ${site}`, async (store) => sorted(await store.alarms(alarms)))
    for (const { device, point, at } of (await one.latest(site)).latest.slice(0, SERIES_ASKED)) {
      const query = { site, device, point, from: (at ?? 0) - DAY_MS, to: (at ?? 0) + 1 }
      await same(`${device}/${point} of ${site}`, (store) =>
        store.raw({ ...query, timeUnknown: false, max: MOST_READINGS }),
      )
      await same(`hours of ${device}/${point} of ${site}`, (store) => store.rolledUp({ ...query, days: null }))
    }
  }
}

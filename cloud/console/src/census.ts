import { api, ask } from './api/client.ts'
import { type Latest, type Site, seriesKey } from './api/shapes.ts'
import { freshnessOf } from './freshness.ts'

/** What one site's current readings add up to. */
export type SiteCensus = { devices: number; withData: number; bad: number; stale: number; silent: number }
const AT_ONCE = 4

/** How many readings cannot be relied on, by why, in words; empty when all can. */
export const amissWords = (
  counts: Pick<SiteCensus, 'bad' | 'stale' | 'silent'>,
  t: (key: string, named: { n: number }) => string,
): string =>
  (['bad', 'stale', 'silent'] as const)
    .filter((why) => counts[why] > 0)
    .map((why) => t(`overview.amiss.${why}`, { n: counts[why] }))
    .join(' · ')

export function countSite(
  devices: readonly { id: string; state: string; points: readonly { point: string }[] }[],
  latest: readonly Latest[],
  nowMs: number,
): SiteCensus {
  const inService = devices.filter(({ state }) => state !== 'retired')
  const known = new Set(inService.flatMap(({ id, points }) => points.map(({ point }) => seriesKey(id, point))))
  const census: SiteCensus = { devices: inService.length, withData: 0, bad: 0, stale: 0, silent: 0 }
  const speaking = new Set<string>()
  for (const row of latest) {
    if (!known.has(seriesKey(row.device, row.point))) continue
    speaking.add(row.device)
    const freshness = freshnessOf(row, nowMs)
    if (freshness === 'bad' || freshness === 'stale' || freshness === 'silent') census[freshness] += 1
  }
  census.withData = speaking.size
  return census
}

/** Counts every site, a few at a time; `counted` is told after each. Stops early when `signal` is aborted. */
export async function takeCensus(
  sites: readonly Site[],
  now: () => number,
  counted: (site: string, census: SiteCensus) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...sites]
  const worker = async () => {
    for (let site = waiting.shift(); site !== undefined && !signal.aborted; site = waiting.shift()) {
      const params = { path: { site: site.id } }
      const [{ devices }, { latest }] = await Promise.all([
        ask(api.GET('/v1/sites/{site}/devices', { params, signal })),
        ask(api.GET('/v1/sites/{site}/latest', { params, signal })),
      ])
      counted(site.id, countSite(devices, latest, now()))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

import { fail } from '../errors.ts'

/** How long what is kept, in days; 0: for ever. `records`: envelopes that hold more than readings. */
export type Policy = { readingsDays: number; hourlyDays: number; envelopesDays: number; recordsDays: number }

/**
 * No policy may keep less. The standard itself names no period; the law of what it records does. Boxes keep what was
 * acknowledged for 14 days: what they may still be asked for, and two backups, lie within the shortest.
 */
export const LEAST: { [Tier in keyof Policy]: { days: number; by: string } } = {
  readingsDays: { days: 30, by: '盒子与备份 boxes and backups' },
  hourlyDays: { days: 365, by: 'EU 37/2005（冷冻食品温度记录 records of frozen food）' },
  envelopesDays: { days: 30, by: '盒子与备份 boxes and backups' },
  recordsDays: { days: 730, by: '食品安全法 第五十条、第五十三条 Food Safety Law, art. 50, 53' },
}

const atLeast = (a: number, b: number): boolean => a === 0 || (b !== 0 && a >= b)

/** Throws `RETENTION_TOO_SHORT`, which names the tier, its least and by what. */
export function demandPolicy(policy: Policy): void {
  for (const tier of Object.keys(LEAST) as (keyof Policy)[]) {
    const { days, by } = LEAST[tier]
    if (!atLeast(policy[tier], days))
      throw fail('RETENTION_TOO_SHORT', { name: `${tier} ${policy[tier]} < ${days}: ${by}`, place: `body/${tier}` })
  }
  const { readingsDays, hourlyDays, envelopesDays, recordsDays } = policy
  if (!atLeast(hourlyDays, readingsDays))
    throw fail('RETENTION_TOO_SHORT', { name: 'hourlyDays < readingsDays', place: 'body/hourlyDays' })
  if (!atLeast(recordsDays, envelopesDays))
    throw fail('RETENTION_TOO_SHORT', { name: 'recordsDays < envelopesDays', place: 'body/recordsDays' })
}

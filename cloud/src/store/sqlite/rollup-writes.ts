import type { Connection } from './database.ts'

/** `other`: seconds covered by readings that are not good numbers. */
export type HourRollup = {
  n: number
  min: number | null
  max: number | null
  integral: number
  good: number
  other: number
}
/** A marked hour by its numbers in the keys. */
export type Mark = { site: number; series: number; hour: number; generation: number }

const UPSERT = `INSERT INTO rollup_hour VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, series, hour) DO UPDATE SET
  n = excluded.n, min = excluded.min, max = excluded.max, integral = excluded.integral, good = excluded.good,
  other = excluded.other`

/** `claimDirty` reads marks and makes later ones distinguishable; `saveRollups` writes results and removes only what was claimed. */
export function rollupWrites(connection: Connection, nextGeneration: () => number) {
  return {
    claimDirty(limit: number): Mark[] {
      nextGeneration()
      const read = connection.prepare(
        'SELECT site, series, hour, generation FROM dirty_hour ORDER BY generation LIMIT ?',
      )
      return read.all(limit) as Mark[]
    },

    saveRollups(done: { mark: Mark; rollup: HourRollup }[]): void {
      const upsert = connection.prepare(UPSERT)
      const remove = connection.prepare(
        'DELETE FROM dirty_hour WHERE site = ? AND series = ? AND hour = ? AND generation = ?',
      )
      for (const { mark, rollup } of done) {
        const { site, series, hour, generation } = mark
        const { n, min, max, integral, good, other } = rollup
        upsert.run(site, series, hour, n, min, max, integral, good, other)
        remove.run(site, series, hour, generation)
      }
    },
  }
}

import { type Computed, type HourOfSeries, writeRollups } from '../entities/rollups.ts'
import type { Connection } from './database.ts'

/** A marked hour; marks made after it was claimed carry a later generation. */
export type Mark = HourOfSeries & { generation: number }

/** `claimDirty` reads marks and makes later ones distinguishable; `saveRollups` writes results and removes only what was claimed. */
export function rollupWrites(connection: Connection, nextGeneration: () => number) {
  let last: HourOfSeries = { site: 0, series: 0, hour: 0 }
  return {
    /** Goes round by key, so that however much is marked each has its turn and none is looked for. */
    claimDirty(limit: number): Mark[] {
      nextGeneration()
      const read = connection.prepare(
        `SELECT site, series, hour, generation FROM dirty_hour WHERE (site, series, hour) > (?, ?, ?)
         ORDER BY site, series, hour LIMIT ?`,
      )
      const after = ({ site, series, hour }: HourOfSeries) => read.all(site, series, hour, limit) as Mark[]
      const found = after(last)
      const marks = found.length > 0 ? found : after({ site: 0, series: 0, hour: 0 })
      last = marks.at(-1) ?? last
      return marks
    },

    async saveRollups(done: Computed<Mark>[]): Promise<void> {
      const remove = connection.prepare(
        'DELETE FROM dirty_hour WHERE site = ? AND series = ? AND hour = ? AND generation = ?',
      )
      await writeRollups(connection, done)
      for (const { mark } of done) remove.run(mark.site, mark.series, mark.hour, mark.generation)
    },
  }
}

import type { HourOfSeries, Pass } from '../../rollup/due.ts'
import { type Computed, writeRollups } from '../entities/rollups.ts'
import type { Connection } from './database.ts'

/** A marked hour; marks made after it was claimed carry a later generation. */
export type Mark = HourOfSeries & { generation: number }

/** `claimDirty` reads marks and makes later ones distinguishable; `saveRollups` writes results and removes only what was claimed. */
export function rollupWrites(connection: Connection, nextGeneration: () => number) {
  return {
    /** In the order of keys: a pass goes on behind the last, so that nothing is looked for twice. */
    claimDirty({ limit, pass: { due, after } }: { limit: number; pass: Pass }): Mark[] {
      nextGeneration()
      const read = connection.prepare(
        `SELECT site, series, hour, generation FROM dirty_hour WHERE (site, hour, series) > (?, ?, ?)
         AND (hour < ? OR (site + ? - ?) % ? < ?) ORDER BY site, hour, series LIMIT ?`,
      )
      const { settled, turns, first, count } = due
      const place = [after.site, after.hour, after.series]
      return read.all(...place, settled, turns, first, turns, count, limit) as Mark[]
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

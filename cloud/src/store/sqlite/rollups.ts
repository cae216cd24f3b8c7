import { type Computed, type HourOfSeries, writeRollups } from '../entities/rollups.ts'
import type { Connection } from './database.ts'

/** A marked hour; marks made after it was claimed carry a later generation. */
export type Mark = HourOfSeries & { generation: number }

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

    async saveRollups(done: Computed<Mark>[]): Promise<void> {
      const remove = connection.prepare(
        'DELETE FROM dirty_hour WHERE site = ? AND series = ? AND hour = ? AND generation = ?',
      )
      await writeRollups(connection, done)
      for (const { mark } of done) remove.run(mark.site, mark.series, mark.hour, mark.generation)
    },
  }
}

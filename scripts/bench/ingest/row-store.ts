import pg from 'pg'
import { blocksOf, unpackBlock } from '../../../cloud/src/ingest/block.ts'
import { int4Array, int8Array, textArray } from '../../../cloud/src/store/postgres/binary.ts'
import type { IngestRequest, Store } from '../../../cloud/src/store/store.ts'

const CONNECTIONS = 4
const TABLE = `CREATE TABLE IF NOT EXISTS reading (
  t bigint NOT NULL, seq bigint NOT NULL, site text NOT NULL, series integer NOT NULL, quality integer NOT NULL,
  value text, PRIMARY KEY (site, series, seq))`
const INSERT = `INSERT INTO reading (t, seq, site, series, quality, value)
  SELECT t, seq, $1, series, quality, value
  FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::text[]) AS rows (t, seq, series, quality, value)
  ON CONFLICT DO NOTHING`

/** What the segments are measured against: one row a reading, `INSERT … SELECT unnest`, a transaction a batch. */
export async function rowStore(store: Store, url: string): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS })
  await pool.query(TABLE)
  const numbers = new Map<string, number>()
  const numberOf = (key: string): number => {
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return number
  }
  return {
    ...store,
    async ingest({ site, batch, receivedAt }: IngestRequest) {
      const series = batch.series.split('\n').map(numberOf)
      const rows = {
        t: [] as number[],
        seq: [] as number[],
        series: [] as number[],
        quality: [] as number[],
        value: [] as string[],
      }
      for (const block of blocksOf(batch, series))
        for (const { of, points } of unpackBlock(block.points, block.series.length, () => true)) {
          const { t, s, v, sparse } = points
          v.forEach((value, i) => {
            rows.t.push(t[i] ?? 0)
            rows.seq.push(s[i] ?? 0)
            rows.series.push(block.series[of] ?? 0)
            rows.quality.push(sparse.q?.[i] ?? 0)
            rows.value.push(JSON.stringify(value))
          })
        }
      const columns = [
        int8Array(rows.t),
        int8Array(rows.seq),
        int4Array(rows.series),
        int4Array(rows.quality),
        textArray(rows.value),
      ]
      await pool.query({ name: 'rows', text: INSERT, values: [site, ...columns] })
      return { status: 'stored', receivedAt, moved: [] }
    },
    async stop() {
      await pool.end()
      await store.stop()
    },
  }
}

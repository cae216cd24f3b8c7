import { readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { reading } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud } from '../../cloud/test/harness/test-cloud.ts'
import { median, printFigure } from './figure.ts'
import { runOnce } from './ingest/runs.ts'

const POINTS = 10
const BATCHES = 240
const ROUNDS = 5
const READINGS_PER_BATCH = 5_000
const MILLION = 1_000_000
/** Batches between two checkpoints: a quiet cloud, and a busy one. */
const PER_CHECKPOINT = [1, 50]
const KEPT_BATCHES = 1_024

/** What the log costs: ingest with it against ingest without, and what it keeps. */
export default async function proofOverhead(args: string[]): Promise<void> {
  const rounds = Number(args[0] ?? ROUNDS)
  const rates = { sqlite: [] as number[], 'no-log': [] as number[] }
  // In turn, so that whatever else this machine does weighs on both.
  for (let round = 0; round < rounds; round++)
    for (const store of round % 2 === 0 ? (['sqlite', 'no-log'] as const) : (['no-log', 'sqlite'] as const)) {
      const { seconds } = await runOnce(store, POINTS, BATCHES)
      rates[store].push((BATCHES * READINGS_PER_BATCH) / seconds)
    }
  const value = median(rates.sqlite)
  const baseline = median(rates['no-log'])
  const note = `${POINTS} points a series, median of ${rounds}; baseline: the same without the log`
  printFigure({ name: 'proof-overhead.ingest', value, unit: 'readings/s', baseline, ratio: value / baseline, note })
  for (const each of PER_CHECKPOINT) await kept(each)
}

async function kept(perCheckpoint: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-kept-'))
  try {
    const t = await openTestCloud({ folder })
    const box = await t.enrolled()
    for (let n = 1; n <= KEPT_BATCHES; n++) {
      await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', n), wall: t.clock.now + n }]))
      if (n % perCheckpoint === 0) await t.cloud.merkleLog.now()
    }
    await t.app.close()
    await t.cloud.close()
    const rows = tableBytes(join(folder, 'store', 'cloud.db'))
    const files = folderBytes(join(folder, 'log'))
    const perBatch = (rows + files) / KEPT_BATCHES
    const note = `${perCheckpoint} batches a checkpoint, ${KEPT_BATCHES} in all: rows ${Math.round(rows / KEPT_BATCHES)}, files ${Math.round(files / KEPT_BATCHES)}`
    printFigure({ name: 'proof-overhead.kept-per-batch', value: perBatch, unit: 'bytes', note })
    const perMillion = (perBatch * MILLION) / READINGS_PER_BATCH
    printFigure({
      name: 'proof-overhead.kept-per-million-readings',
      value: perMillion,
      unit: 'bytes',
      note: `${READINGS_PER_BATCH} readings a batch`,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Pages of the log's table and its indexes. */
function tableBytes(file: string): number {
  const db = new Database(file, { readonly: true })
  const row = db
    .prepare("SELECT sum(pgsize) AS bytes FROM dbstat WHERE name LIKE 'leaf%' OR name LIKE '%autoindex_leaf%'")
    .get()
  db.close()
  return (row as { bytes: number }).bytes
}

const folderBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)

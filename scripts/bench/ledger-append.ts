import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Registry as MetricsRegistry } from 'prom-client'
import { BoxClock, systemTime } from '../../edge/src/clock.ts'
import { GROUP_ENTRIES, Ledger } from '../../edge/src/ledger/ledger.ts'
import { createLogger, createReport } from '../../edge/src/report.ts'
import { median, printFigure } from './figure.ts'

const READINGS = 200_000
const ROUNDS = 5
/** The producer runs at most this many groups ahead of the disk. */
const GROUPS_AHEAD = 6

/**
 * Entries a second through the whole ledger (main thread, worker thread, latest value, commit with FULL) against
 * raw better-sqlite3 inserting the same columns in the same thread at the same group size, paired round by round.
 */
export default async function ledgerAppend(args: string[]): Promise<void> {
  const group = Number(args[0] ?? GROUP_ENTRIES)
  const ours: number[] = []
  const raw: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    raw.push(await inFolder(async (folder) => rawInserts(folder, group)))
    ours.push(await inFolder((folder) => throughLedger(folder, group)))
  }
  const ratio = median(ours.map((value, round) => value / (raw[round] ?? Number.NaN)))
  printFigure({
    name: 'ledger-append',
    value: median(ours),
    unit: 'entries/s',
    baseline: median(raw),
    ratio,
    note: `FULL, groups of ${group}`,
  })
}

async function inFolder(work: (folder: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function rawInserts(folder: string, group: number): Promise<number> {
  const db = new Database(join(folder, 'raw.db'))
  db.pragma('page_size = 8192')
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(
    'CREATE TABLE entry (seq INTEGER PRIMARY KEY, era INTEGER, mono INTEGER, kind INTEGER, series INTEGER, value, quality INTEGER, origin INTEGER, body TEXT)',
  )
  const insert = db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const write = db.transaction((from: number) => {
    for (let seq = from; seq < from + group; seq++) insert.run(seq, 1, seq, 0, seq % 100, seq / 10, 0, 0, null)
  })
  const start = process.hrtime.bigint()
  for (let seq = 1; seq <= READINGS; seq += group) write(seq)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  db.close()
  return READINGS / seconds
}

async function throughLedger(folder: string, group: number): Promise<number> {
  const report = createReport(createLogger('bench', 'silent'), new MetricsRegistry())
  const ledger = new Ledger({ folder, reserveMiB: 0, groupCommitMs: 1_000 }, report, () => process.exit(1))
  const { lastEra } = await ledger.start()
  const clock = new BoxClock(systemTime(), (era) => ledger.declareEra(era))
  clock.start(lastEra)
  ledger.useClock(clock)
  const start = process.hrtime.bigint()
  const waiting: Promise<number>[] = []
  for (let from = 0; from < READINGS; from += group) {
    for (let n = from; n < from + group; n++) {
      const device = `device-${n % 100}`
      waiting.push(
        ledger.append({ type: 'reading', device, point: 'p', value: n / 10, quality: 'good', origin: 'simulated' }),
      )
    }
    await waiting[from - GROUPS_AHEAD * group]
  }
  await Promise.all(waiting)
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  await ledger.stop()
  return READINGS / seconds
}

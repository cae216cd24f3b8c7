import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { checkStore } from '../../cloud/src/verify/check-store.ts'
import { PostgresServer } from '../../cloud/test/harness/postgres-server.ts'
import { printFigure } from './figure.ts'
import { seeded } from './ingest/batches.ts'
import { EDITS } from './tamper/edits.ts'
import { filledCloud } from './tamper/filled-cloud.ts'
import { postgresTarget, sqliteTarget, type Target } from './tamper/intruder.ts'

const BATCHES = 300
const EDITS_AN_ENGINE = 1_100
/** So often the copy is looked at with nothing changed: no edit may live on in the next. */
const UNTOUCHED_EVERY = 110

/**
 * Random edits by an intruder who can write every row and every file: each must be found, and its place named. Detected
 * must be 100 % on either engine. `--engine postgres` takes one alone; a number says how many edits.
 */
export default async function tamper(args: string[]): Promise<void> {
  const only = args.includes('--engine') ? args[args.indexOf('--engine') + 1] : undefined
  const edits = Number(args.find((each) => /^\d+$/.test(each)) ?? EDITS_AN_ENGINE)
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-tamper-'))
  try {
    if (only !== 'postgres') await onSqlite(join(folder, 'sqlite'), edits)
    if (only !== 'sqlite') await onPostgres(join(folder, 'postgres'), edits)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function onSqlite(folder: string, edits: number): Promise<void> {
  const origin = join(folder, 'origin')
  const logKey = await filledCloud(origin, undefined, BATCHES)
  const db = new Database(join(origin, 'store', 'cloud.db'))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  await measure('sqlite', { origin, logKey, edits }, sqliteTarget(origin, join(folder, 'copy')))
}

async function onPostgres(folder: string, edits: number): Promise<void> {
  const server = await PostgresServer.start()
  try {
    const database = server.createDatabase()
    const origin = join(folder, 'origin')
    const logKey = await filledCloud(origin, server.url(database), BATCHES)
    const target = await postgresTarget(server, database, origin, join(folder, 'copy'))
    await measure('postgres', { origin, logKey, edits }, target).finally(() => target.close())
  } finally {
    await server.remove()
  }
}

type Measured = { origin: string; logKey: string; edits: number }

async function measure(engine: string, { origin, logKey, edits }: Measured, target: Target): Promise<void> {
  const look = (copy: { data: string; url: string | undefined }) => checkStore({ ...copy, logKeys: [logKey] })
  const demandWhole = async (copy: { data: string; url: string | undefined }) => {
    const { findings } = await look(copy)
    if (findings.length > 0) throw new Error(`the untouched store: ${JSON.stringify(findings[0])}`)
  }
  await demandWhole({ data: origin, url: target.url })
  const random = seeded(1)
  const started = performance.now()
  const kinds = EDITS.map(({ what }) => ({ what, made: 0, found: 0, named: 0 }))
  for (let n = 0; n < edits; n++) {
    const edit = EDITS[n % EDITS.length] as (typeof EDITS)[number]
    const kind = kinds[n % EDITS.length] as (typeof kinds)[number]
    await target.withCopy(
      (intruder) => edit.make(intruder, random),
      async (place, copy) => {
        const told = (await look(copy)).findings.map(({ place, what }) => `${place} ${what}`)
        kind.made++
        if (told.length > 0) kind.found++
        else console.error(`not found: ${edit.what} ${place}`)
        if (told.some((line) => line.includes(place))) kind.named++
        else console.error(`not named: ${edit.what} ${place}: ${told[0]}`)
      },
    )
    if ((n + 1) % UNTOUCHED_EVERY === 0)
      await target.withCopy(
        async () => '',
        (_place, copy) => demandWhole(copy),
      )
  }
  const seconds = (performance.now() - started) / 1000
  for (const { what, made, found, named } of kinds)
    printFigure({
      ...figureOf(`tamper-${engine}.kind`, named, made),
      note: `${what}: ${found} of ${made} found, ${named} named`,
    })
  const sum = (count: 'found' | 'named') => kinds.reduce((all, kind) => all + kind[count], 0)
  const note = `${BATCHES} batches, ${edits} edits in ${seconds.toFixed(0)} s`
  printFigure({ ...figureOf(`tamper-${engine}.detected`, sum('found'), edits), note })
  printFigure(figureOf(`tamper-${engine}.place-named`, sum('named'), edits))
}

const figureOf = (name: string, value: number, edits: number) => ({
  name,
  value,
  unit: 'edits',
  baseline: edits,
  ratio: edits === 0 ? 1 : value / edits,
})

import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leafEntry, leafInput } from '@zaojun/core/proof/index'
import Database from 'better-sqlite3'
import { build } from 'esbuild'
import { reading } from '../../cloud/test/harness/test-box.ts'
import { openTestCloud, SITE, type TestCloud } from '../../cloud/test/harness/test-cloud.ts'
import { noChromium, sharedChromium } from '../chromium.ts'
import { median, percentile, printFigure } from './figure.ts'
import { proofDelay } from './log/proof-delay.ts'

const LEAVES = 100_000
const PROOFS = 2_000
const VERIFIED = 200
/** Batches the log gives places to in one go, as in the cloud. */
const GROUP = 5_000

/** How fast the log grows and gives proofs, how soon a batch has its own, and how long a browser takes to check one. */
export default async function log(args: string[]): Promise<void> {
  const leaves = Number(args[0] ?? LEAVES)
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-log-'))
  try {
    const t = await openTestCloud({ folder })
    const box = await t.enrolled()
    await t.post(box, box.seal([{ body: reading('fridge-1', 'air-temperature', 4), wall: t.clock.now }]))
    await t.cloud.merkleLog.now()
    await grow(t, folder, box.id, leaves)
    await prove(t, box.id, leaves)
    await verifyInBrowser(t, box.id)
    await t.app.close()
    await t.cloud.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  await proofDelay()
}

/** Waiting batches, written as rows: what is measured is the log. */
function waiting(folder: string, leaves: number): void {
  const db = new Database(join(folder, 'store', 'cloud.db'))
  const { site, box } = db.prepare('SELECT site, box FROM batch').get() as { site: number; box: number }
  const insert = db.prepare('INSERT INTO batch VALUES (?, ?, ?, ?, NULL, ?, ?, 1, 0, ?)')
  const envelope = Buffer.alloc(1)
  db.transaction(() => {
    for (let n = 2; n <= leaves + 1; n++)
      insert.run(site, box, n, createHash('sha256').update(String(n)).digest('hex'), n * 10, n * 10 + 1, envelope)
  })()
  db.close()
}

async function grow(t: TestCloud, folder: string, box: string, leaves: number): Promise<void> {
  waiting(folder, leaves)
  const started = performance.now()
  await t.cloud.merkleLog.now()
  const value = leaves / ((performance.now() - started) / 1000)
  const baseline = leaves / rawSeconds(folder, box, leaves)
  const note = `${leaves} leaves: places, tiles, signed checkpoints; baseline: the same rows hashed and inserted, FULL, ${GROUP} a commit`
  printFigure({ name: 'log.append', value, unit: 'leaves/s', baseline, ratio: value / baseline, note })
}

function rawSeconds(folder: string, box: string, leaves: number): number {
  const db = new Database(join(folder, 'baseline.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`CREATE TABLE leaf (generation INTEGER NOT NULL, idx INTEGER NOT NULL, entry BLOB NOT NULL, hash BLOB NOT NULL,
    batch_row INTEGER, site INTEGER, box INTEGER, n INTEGER, PRIMARY KEY (generation, idx)) WITHOUT ROWID;
    CREATE INDEX leaf_batch ON leaf (box, n);
    CREATE UNIQUE INDEX leaf_row ON leaf (batch_row) WHERE batch_row IS NOT NULL;`)
  const insert = db.prepare('INSERT INTO leaf VALUES (1, ?, ?, ?, ?, 1, 1, ?)')
  const digest = new Uint8Array(32)
  const started = performance.now()
  for (let from = 0; from < leaves; from += GROUP)
    db.transaction(() => {
      for (let n = from; n < Math.min(leaves, from + GROUP); n++) {
        const entry = leafEntry({ kind: 'batch', box, n, digest })
        insert.run(n, entry, createHash('sha256').update(leafInput(entry)).digest(), n, n)
      }
    })()
  const seconds = (performance.now() - started) / 1000
  db.close()
  return seconds
}

/** Random batches: a proof is made from tiles, most of them cold. */
async function prove(t: TestCloud, box: string, leaves: number): Promise<void> {
  const times: number[] = []
  let state = 1
  for (let i = 0; i < PROOFS; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    const n = 1 + (state % leaves)
    const started = performance.now()
    const place = await t.cloud.store.leafOf(box, n)
    if (place === null || t.cloud.merkleLog.proof(place) === undefined) throw new Error(`no proof of ${n}`)
    times.push(performance.now() - started)
  }
  printFigure({
    name: 'log.proof-p50',
    value: median(times),
    unit: 'ms',
    note: `of ${leaves} leaves, ${PROOFS} at random`,
  })
  printFigure({ name: 'log.proof-p99', value: percentile(times, 99), unit: 'ms' })
}

async function verifyInBrowser(t: TestCloud, box: string): Promise<void> {
  if (noChromium) {
    console.error('bench: log: no Chromium here: verify time not measured')
    return
  }
  const { body: bundle } = await t.ask(`GET /v1/sites/${SITE}/boxes/${box}/batches/1/proof`)
  const { outputFiles } = await build({
    stdin: {
      contents: `export { checkBundle } from '@zaojun/core/proof/index'
        export { webCrypto } from './cloud/console/src/verify/web-crypto.ts'`,
      resolveDir: join(import.meta.dirname, '../..'),
    },
    bundle: true,
    format: 'iife',
    globalName: 'proof',
    write: false,
  })
  const browser = await sharedChromium()
  try {
    // Web Crypto is there on secure origins alone; localhost is one.
    const url = await t.app.listen({ host: '127.0.0.1', port: 0 })
    const page = await browser.newPage()
    await page.goto(`${url}/v1/log`)
    await page.evaluate(outputFiles[0]?.text ?? '')
    const measured = (await page.evaluate(`(${measure})(${JSON.stringify(bundle)}, ${VERIFIED})`)) as Measured
    const value = median(measured.bundles)
    const baseline = median(measured.signatures)
    const note = `${VERIFIED} times in Chromium; baseline: the two Ed25519 signatures alone`
    printFigure({ name: 'log.verify-chromium', value, unit: 'ms', baseline, ratio: value / baseline, note })
  } finally {
    await browser.close()
  }
}

type Measured = { bundles: number[]; signatures: number[] }
/** Runs in the page. */
const measure = `async (bundle, times) => {
  const { checkBundle, webCrypto } = proof
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const key = bytes(bundle.boxKey), message = bytes(bundle.envelope), signature = new Uint8Array(64)
  const bundles = [], signatures = []
  for (let n = 0; n < times; n++) {
    let started = performance.now()
    const { ok } = await checkBundle(bundle, webCrypto)
    if (!ok) throw new Error('the bundle does not hold')
    bundles.push(performance.now() - started)
    started = performance.now()
    await webCrypto.verify(key, message, signature)
    await webCrypto.verify(key, message, signature)
    signatures.push(performance.now() - started)
  }
  return { bundles, signatures }
}`

import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordEntry } from '@zaojun/core'
import { expect, it, onTestFinished } from 'vitest'
import { openTestLedger, reading, temporaryFolder } from '../harness/ledger.ts'

const MIB = Buffer.alloc(1024 * 1024, 1)

/** A disk of its own, small enough to fill. */
function smallDisk(megabytes: number): string | undefined {
  const folder = temporaryFolder('disk')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

/** Fills what is left of the disk, down to the last page. */
function fill(folder: string): string {
  const file = join(folder, 'somebody-elses-file')
  const descriptor = openSync(file, 'w')
  try {
    for (let size = MIB.length; size >= 512; size /= 2)
      for (;;) {
        if (writeSync(descriptor, MIB, 0, size) < size) break
      }
  } catch {
    // ENOSPC: that is what was wanted.
  } finally {
    closeSync(descriptor)
  }
  return file
}

it('with the disk full: readings are given up and counted, a record still finds room, and a signed gap says so after', async (context) => {
  const folder = smallDisk(16)
  if (folder === undefined) {
    if (process.env.CI) throw new Error('a small tmpfs cannot be mounted here')
    console.warn('skipped: mounting a small tmpfs needs root')
    return context.skip()
  }
  const { ledger, committed } = await openTestLedger(folder, undefined, { reserveMiB: 4 })
  await ledger.append(reading(0))
  const other = fill(folder)

  let refused = 0
  for (let n = 1; n <= 20_000 && refused === 0; n++)
    await ledger.append(reading(n), { urgent: true }).catch((error: { code: string }) => {
      expect(error.code).toBe('LEDGER_FULL')
      refused++
    })
  expect(refused).toBe(1)
  expect(ledger.full).toBe(true)
  await expect(ledger.append(reading(-1))).rejects.toMatchObject({ code: 'LEDGER_FULL' })

  const record: RecordEntry = {
    type: 'record',
    form: 'weighing',
    by: 'p-1',
    origin: 'manual',
    data: { kg: 1 },
    attachments: [],
  }
  const seq = await ledger.append(record, { urgent: true })
  expect(committed.at(-1)).toMatchObject({ seq, type: 'record' })

  rmSync(other)
  const gap = await new Promise((resolve) => {
    ledger.onCommitted((entries) => {
      const found = entries.find(({ type }) => type === 'gap')
      if (found !== undefined) resolve(found)
    })
  })
  expect(gap).toMatchObject({ reason: 'disk-full', data: { lost: { 'fridge-1/air-temperature': { count: 2 } } } })
  expect(ledger.full).toBe(false)
  expect(await ledger.append(reading(1))).toBeGreaterThan(seq)

  const { entries } = await ledger.read('entries', { after: 0, limit: 30_000, types: [] })
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => index + 1))
})

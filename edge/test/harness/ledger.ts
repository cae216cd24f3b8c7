import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entry, Reading } from '@zaojun/core'
import { Registry as MetricsRegistry } from 'prom-client'
import { onTestFinished } from 'vitest'
import { BoxClock, type TimeSource } from '../../src/clock.ts'
import { Ledger, type LedgerOptions } from '../../src/ledger/ledger.ts'
import type { Opened } from '../../src/ledger/writer.ts'
import { createLogger, createReport, type Fault, type Report } from '../../src/report.ts'

/** A folder that goes away with the test. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `zaojun-${name}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Time in the test's hands. */
export class TestTime implements TimeSource {
  boot = '0123456789abcdef'
  monoMs = 1_000
  wallMs = Date.UTC(2026, 10, 23, 4)
  isSynced = true
  mono = () => this.monoMs
  wall = () => this.wallMs
  synced = () => this.isSynced

  pass(ms: number): void {
    this.monoMs += ms
    this.wallMs += ms
  }
}

/** A report that keeps its faults for the test to look at. */
export function listeningReport(): Report & { faults: Fault[] } {
  const report = createReport(createLogger('test', 'silent'), new MetricsRegistry())
  const faults: Fault[] = []
  return {
    ...report,
    faults,
    fault: (fault) => {
      faults.push(fault)
      report.fault(fault)
    },
  }
}

export type OpenLedger = {
  ledger: Ledger
  clock: BoxClock
  opened: Opened
  committed: Entry[]
  report: ReturnType<typeof listeningReport>
}

/** A ledger on a real file with its threads running. */
export async function openTestLedger(
  folder: string,
  time: TimeSource = new TestTime(),
  options: Partial<LedgerOptions> = {},
): Promise<OpenLedger> {
  const report = listeningReport()
  const ledger = new Ledger({ folder, reserveMiB: 0, groupCommitMs: 5, ...options }, report, (reason) =>
    report.fault({ code: 'DIED', place: 'ledger', message: reason }),
  )
  const opened = await ledger.start()
  const clock = new BoxClock(time, (era) => ledger.declareEra(era))
  clock.start(opened.lastEra)
  ledger.useClock(clock)
  const committed: Entry[] = []
  ledger.onCommitted((entries) => void committed.push(...entries))
  onTestFinished(() => ledger.stop())
  return { ledger, clock, opened, committed, report }
}

export const reading = (value: Reading['value'], more: Partial<Reading> = {}): Reading => ({
  type: 'reading',
  device: 'fridge-1',
  point: 'air-temperature',
  value,
  quality: 'good',
  origin: 'measured',
  ...more,
})

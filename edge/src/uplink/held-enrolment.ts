import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '@zaojun/core'
import { type Enrolment, enrolmentFile, readEnrolment } from './enrolment.ts'
import type { UplinkParts } from './uplink.ts'

const DAMAGED = /^enrolment\.json\.damaged-([0-9]{1,6})$/

/**
 * The enrolment a box starts with. A damaged file never holds the box up: it is told, kept under a name of its own, and
 * the box goes on as one that is not enrolled. `damagedFile`: the name of such a file, until the box is enrolled again.
 */
export function heldEnrolment({ folder, report, ledger }: Pick<UplinkParts, 'folder' | 'report' | 'ledger'>): {
  enrolment?: Enrolment
  damagedFile?: string
} {
  try {
    const enrolment = readEnrolment(folder)
    if (enrolment !== undefined) return { enrolment }
    const newest = newestDamaged(folder)
    return newest === 0 ? {} : { damagedFile: nameOf(newest) }
  } catch (error) {
    const damagedFile = keptAside(folder)
    report.fault({
      code: 'ENROLMENT_DAMAGED',
      place: 'uplink.enrolment',
      message: `${reasonOf(error)}; kept as ${damagedFile}`,
    })
    ledger.record({ type: 'event', event: 'enrolment-damaged', data: { kept: damagedFile } }, { urgent: true })
    return { damagedFile }
  }
}

const nameOf = (n: number): string => `enrolment.json.damaged-${n}`
const newestDamaged = (folder: string): number =>
  Math.max(0, ...readdirSync(folder).map((name) => Number(DAMAGED.exec(name)?.[1] ?? 0)))

/** Beside those of before. Where nothing can be renamed the file stays as it is: the box starts all the same. */
function keptAside(folder: string): string {
  const file = enrolmentFile(folder)
  const name = nameOf(newestDamaged(folder) + 1)
  try {
    renameSync(file, join(folder, name))
    return name
  } catch {
    return 'enrolment.json'
  }
}

import { readFileSync } from 'node:fs'
import { familyOf } from '../../../cloud/test/harness/supervised.ts'

/** Ticks of a second in `/proc`, on all of Linux's common machines. */
const TICKS_PER_S = 100
const UTIME = 11

/** Processor seconds that a process and all it started have used, those that ended among them. */
export function cpuSecondsOf(pid: number): number {
  return familyOf(pid).reduce((sum, each) => sum + ticksOf(each), 0) / TICKS_PER_S
}

function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // utime, stime, and the same of children that were waited for.
    return fields.slice(UTIME, UTIME + 4).reduce((sum, ticks) => sum + Number(ticks), 0)
  } catch {
    return 0
  }
}

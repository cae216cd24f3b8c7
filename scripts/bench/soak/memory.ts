import { readFileSync } from 'node:fs'
import { familyOf } from '../../../cloud/test/harness/supervised.ts'

const KB_PER_MB = 1024

/** Memory of a process and all it started, MB: each page that several share counts in its part (`Pss` of `smaps_rollup`). */
export function memoryOf(pid: number): number {
  const kb = familyOf(pid).reduce((sum, each) => sum + pssOf(each), 0)
  return kb / KB_PER_MB
}

function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

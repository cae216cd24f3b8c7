import { saidInBoth } from '@zaojun/core'
import type { Progress } from '../../cloud/src/backup/take.ts'
import { isWrongOption } from '../wrong-option.ts'

const MB = 1_000_000
const ON_A_TERMINAL_MS = 200
/** Into a file or a journal: a line now and then. */
const ELSEWHERE_MS = 10_000

/** What is under way: one line that changes on a terminal, until it ends. */
export type ShownProgress = { tell: Progress; end(): void }

function terminalProgress({ isTTY }: { isTTY?: boolean } = process.stderr): ShownProgress {
  const every = isTTY ? ON_A_TERMINAL_MS : ELSEWHERE_MS
  const started = performance.now()
  let told = started
  return {
    tell(step, rows, bytes) {
      const now = performance.now()
      if (now - told < every) return
      told = now
      const size = bytes > 0 ? `  ${(bytes / MB).toFixed(1)} MB` : ''
      const line = `${((now - started) / 1000).toFixed(0).padStart(5)} s  ${step}  ${rows}${size}`
      process.stderr.write(isTTY ? `\r\u001b[2K${line}` : `${line}\n`)
    },
    end() {
      if (isTTY) process.stderr.write('\r\u001b[2K')
    },
  }
}

/** Runs a command with its progress shown; what goes wrong is told with its code, in both languages. Resolves the exit code; a wrong option is for the caller. */
export async function withProgress(work: (progress: ShownProgress) => Promise<number>): Promise<number> {
  const progress = terminalProgress()
  try {
    return await work(progress)
  } catch (error) {
    progress.end()
    if (isWrongOption(error)) throw error
    console.error(`✗ ${saidInBoth(error)}`)
    return 1
  }
}

import { saidInBoth } from '@zaojun/core'
import type { Doing, Progress } from '../../cloud/src/backup/progress.ts'
import { isWrongOption } from '../wrong-option.ts'
import { progressLine } from './progress-words.ts'

const ON_A_TERMINAL_MS = 200
/** Into a file or a journal: a line now and then. */
const ELSEWHERE_MS = 5_000

/** What is under way: one line that changes on a terminal, until it ends. */
export type ShownProgress = { tell: Progress; end(): void }

/** Tells at once what begins, and every few seconds how far it is. */
function terminalProgress({ isTTY }: { isTTY?: boolean } = process.stderr): ShownProgress {
  const every = isTTY ? ON_A_TERMINAL_MS : ELSEWHERE_MS
  const started = performance.now()
  let told: { at: number; doing?: Doing } = { at: started }
  return {
    tell(step) {
      const now = performance.now()
      if (step.doing === told.doing && now - told.at < every) return
      told = { at: now, doing: step.doing }
      const line = `${((now - started) / 1000).toFixed(0).padStart(5)} s  ${progressLine(step)}`
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

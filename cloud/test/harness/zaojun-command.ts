import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '../../..')
const LOOK_MS = 5

export type Ended = { status: number | null; stdout: string; stderr: string }

/** The real `zaojun` command in a process of its own; nothing of the caller's settings reaches it. */
export function startZaojun(args: string[], before: string[] = []): { child: ChildProcess; ended: Promise<Ended> } {
  const [program = '', ...given] = [...before, process.execPath, 'scripts/main.ts', ...args]
  const child = spawn(program, given, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk
  })
  return { child, ended: once(child, 'close').then(([status]) => ({ status: status as number | null, ...said })) }
}

export const zaojun = (...args: string[]): Promise<Ended> => startZaojun(args).ended

/** What a command said on its way but how far it is. */
export const saidBesideProgress = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !/^ *\d+ s {2}.* \d+ %/.test(line))

/** On a disk that takes no file longer than so many blocks of 512 bytes. */
export const zaojunOnFullDisk = (blocks: number, ...args: string[]): Promise<Ended> =>
  startZaojun(args, ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh']).ended

/** kill -9 as soon as `isMidway` holds; false where the command had ended before. */
export async function killMidway(args: string[], isMidway: () => boolean): Promise<boolean> {
  const { child, ended } = startZaojun(args)
  while (child.exitCode === null && child.signalCode === null && !isMidway()) await sleep(LOOK_MS)
  child.kill('SIGKILL')
  return (await ended).status === null
}

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { it } from 'vitest'
import { atEnd } from '../drivers/rig.ts'

/** Debian puts servers beside the programs of people. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
const placeOf = (program: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, program)).find((place) => existsSync(place))

/** Debian's Python, whatever others stand in the path. */
export const PYTHON = '/usr/bin/python3'

/** Whether it has pymodbus and what its serial server needs. */
const hasPymodbus = (): boolean => spawnSync(PYTHON, ['-c', 'import pymodbus.server'], { stdio: 'ignore' }).status === 0

/** Tests that need programs we did not write: skipped aloud where one is missing, failed there in CI. */
export function itWith(...programs: string[]): (title: string, body: () => Promise<void>) => void {
  const missing = programs.filter((program) =>
    program === 'pymodbus' ? !hasPymodbus() : placeOf(program) === undefined,
  )
  return (title, body) => {
    if (missing.length === 0) return it(title, body)
    const reason = `${missing.join(', ')} is missing`
    if (process.env.CI)
      return it(title, () => {
        throw new Error(reason)
      })
    console.warn(`skipped, ${reason}: ${title}`)
    return it.skip(title, body)
  }
}

/** Starts a program and ends it with the test; resolves when it says `ready`, on either output. */
export async function running(program: string, args: string[], ready?: RegExp): Promise<ChildProcess> {
  const child = spawn(program.startsWith('/') ? program : (placeOf(program) ?? program), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise<void>((done) => {
    child.once('exit', () => done())
    child.once('error', () => done())
  })
  atEnd(async () => {
    child.kill('SIGTERM')
    await gone
  })
  if (ready === undefined) return child
  let said = ''
  await new Promise<void>((resolve, reject) => {
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (bytes) => {
        said += bytes
        if (ready.test(said)) resolve()
      })
    void gone.then(() => reject(new Error(`${program} ended: ${said}`)))
  })
  return child
}

/** Runs a program to its end; resolves its exit code and all it said. */
export const ran = (program: string, args: string[]): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    execFile(placeOf(program) ?? program, args, { timeout: 20_000 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, said: `${out}${err}` }),
    )
  })

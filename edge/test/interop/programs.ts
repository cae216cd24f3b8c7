import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { atEnd } from '../drivers/rig.ts'
import { itNeeding } from '../harness/needing.ts'

const LONGEST_MS = 15_000
/** Debian's own Python: its modules are not those of another Python in the path. */
export const PYTHON = '/usr/bin/python3'

/** Debian puts brokers where only root looks. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` }

/** What a test needs from outside, and how to see that it is there (a program that starts is there, whatever it says). */
const PROGRAMS = {
  mbpoll: ['mbpoll', '-V'],
  mosquitto: ['mosquitto', '-h'],
  'mosquitto clients': ['mosquitto_pub', '--help'],
  openssl: ['openssl', 'version'],
  socat: ['socat', '-V'],
  pymodbus: [PYTHON, '-c', 'import pymodbus.server, serial_asyncio'],
} as const
export type Program = keyof typeof PROGRAMS

const seen = new Map<Program, boolean>()
function isThere(name: Program): boolean {
  const before = seen.get(name)
  if (before !== undefined) return before
  const [command, ...args] = PROGRAMS[name]
  const { error, status } = spawnSync(command, args, { env, stdio: 'ignore', timeout: LONGEST_MS })
  const there = error === undefined && (name !== 'pymodbus' || status === 0)
  seen.set(name, there)
  return there
}

/** A test with programs of others. */
export const itWith = (programs: Program[], title: string, body: () => Promise<void>): void =>
  itNeeding(
    programs.filter((name) => !isThere(name)),
    title,
    body,
  )

export type Ran = { code: number; out: string }

/** Runs a program to its end; `out` is all it said. */
export const run = (command: string, args: string[]): Promise<Ran> =>
  new Promise((done) => {
    execFile(command, args, { env, timeout: LONGEST_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      done({ code, out: stdout + stderr })
    })
  })

/** A program that stays, until the test ends it or is over. */
export class Standing {
  private readonly child: ChildProcess
  private readonly gone: Promise<void>
  private said = ''
  private over = false

  constructor(command: string, args: string[]) {
    this.child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    this.gone = new Promise((done) => {
      const end = () => {
        this.over = true
        done()
      }
      this.child.once('close', end)
      this.child.once('error', end)
    })
    // One that ends while it is written to is seen by its end.
    this.child.stdin?.on('error', () => {})
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.said += chunk.toString('utf8')
      })
    atEnd(() => this.kill())
  }

  get out(): string {
    return this.said
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`)
  }

  /** Waits for words of the program; fails where it ended without them. */
  async says(wanted: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = wanted.exec(this.said)
      if (found !== null) return found
      if (this.over) throw new Error(`it ended without ${wanted}: ${this.said}`)
      await pause(10)
    }
  }

  ended(): Promise<void> {
    return this.gone
  }

  async kill(): Promise<void> {
    if (!this.over) this.child.kill('SIGKILL')
    await this.gone
  }
}

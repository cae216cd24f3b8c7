import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { SMALL_NURSERY } from '../../edge/src/supervisor/box.ts'
import { ROOT } from '../run.ts'
import { median, printFigure } from './figure.ts'
import { cpuSecondsOf } from './simulate-10k/cpu.ts'

const KIB_IN_MB = 1024
/** Has Node take packages in the many files they were published in (scripts/pack-packages.ts). */
const AS_PUBLISHED = ['--conditions', 'as-published']
const PROGRAMS = {
  cloud: {
    flags: [],
    main: ['cloud/src/main.ts', '--admin.password', 'a password for a bench', '--log.level', 'error'],
    ready: /^{"url"/,
  },
  gateway: {
    flags: SMALL_NURSERY,
    main: ['edge/src/gateway/main.ts', '--nodeRed.enabled', 'false', '--log.level', 'info'],
    ready: /"msg":"the gateway is running"/,
  },
}
type Start = { ms: number; cpuMs: number; mb: number }

/**
 * How long a cloud and a gateway take from their process to their first answer, what processor time and how much memory,
 * with packages in few files, against the same as published: by turns, each on a folder that was started before.
 * `--starts 7`.
 */
export default async function starts(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { starts: { type: 'string', default: '7' } } })
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const folder = mkdtempSync(join(tmpdir(), 'zaojun-starts-'))
    try {
      const ways = [[], AS_PUBLISHED].map((flags, index) => ({
        begin: () =>
          start(
            [...program.flags, ...flags],
            [...program.main, '--http.port', '0'],
            join(folder, String(index)),
            program.ready,
          ),
        taken: [] as Start[],
      }))
      for (const way of ways) await way.begin()
      for (let n = 0; n < Number(values.starts); n++) for (const way of ways) way.taken.push(await way.begin())
      for (const [figure, unit] of [
        ['ms', 'ms'],
        ['cpuMs', 'ms of processor'],
        ['mb', 'MB resident'],
      ] as const) {
        const [value = Number.NaN, baseline = Number.NaN] = ways.map(({ taken }) => median(taken.map((s) => s[figure])))
        const note = `median of ${values.starts} starts; baseline: packages as published`
        printFigure({ name: `starts.${name}`, value, unit, baseline, ratio: value / baseline, note })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function start(flags: string[], main: string[], data: string, ready: RegExp): Promise<Start> {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(data, 'compile-cache') }
  const began = performance.now()
  const child = spawn(process.execPath, [...flags, ...main, '--data', data], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await said(child, ready)
    const pid = child.pid ?? 0
    const resident = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return { ms: performance.now() - began, cpuMs: cpuSecondsOf(pid) * 1000, mb: Number(resident) / KIB_IN_MB }
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
}

async function said(child: ChildProcess, ready: RegExp): Promise<void> {
  if (child.stdout === null) throw new Error('nothing is read of what the process says')
  for await (const line of createInterface({ input: child.stdout })) if (ready.test(line)) return
  throw new Error('the process ended before it was ready')
}

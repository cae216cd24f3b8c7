import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { Command } from '../main.ts'
import { bin, ROOT } from '../run.ts'

/** The longest first: each takes one core, most of the time. */
const STEPS: [name: string, args: string[]][] = [
  ['tsc', [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json']],
  ['touchscreen types', [bin('vue-tsc', 'bin/vue-tsc.js'), '--noEmit', '-p', 'edge/kiosk/tsconfig.json']],
  ['console types', [bin('vue-tsc', 'bin/vue-tsc.js'), '--noEmit', '-p', 'cloud/console/tsconfig.json']],
  ['biome', [bin('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.']],
  ['generated files', ['scripts/generate.ts', '--check']],
  ['editor types', [bin('typescript', 'bin/tsc'), '-p', 'nodes/tsconfig.json']],
  ['type stripping', ['--disable-warning=ExperimentalWarning', 'scripts/type-stripping.ts']],
]

/** What a step that failed said is shown when it is over, whole. Resolves with its exit code. */
function step(name: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const said: Buffer[] = []
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => said.push(bytes))
    child.on('error', (error) => said.push(Buffer.from(error.message)))
    child.on('close', (code) => {
      console.error(`check: ${name}`)
      if (code !== 0) process.stderr.write(Buffer.concat(said))
      resolve(code ?? 1)
    })
  })
}

export default {
  summary: { zh: '检查：格式、类型、生成文件', en: 'check style, types and generated files; warnings are errors' },
  usage: 'npm run check',
  async run() {
    const waiting = [...STEPS]
    let worst = 0
    const oneAfterAnother = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const code = await step(...next)
        if (code !== 0) worst = code
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, oneAfterAnother))
    return worst
  },
} satisfies Command

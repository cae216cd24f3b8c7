import { join } from 'node:path'
import type { Command } from '../main.ts'
import { bin, ROOT, runNode } from '../run.ts'

/** Tests start hundreds of threads and processes: each then needs no compiler for its types. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'compiled')

export default {
  summary: { zh: '运行全部测试', en: 'run all tests' },
  usage: 'npm test -- [FILE or NAME …]   (options go to vitest)',
  run: (args) =>
    runNode([bin('vitest', 'vitest.mjs'), 'run', ...args], { ...process.env, NODE_COMPILE_CACHE: COMPILED }),
} satisfies Command

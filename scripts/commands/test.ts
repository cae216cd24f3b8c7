import type { Command } from '../main.ts'
import { bin, runNode } from '../run.ts'

export default {
  summary: { zh: '运行全部测试', en: 'run all tests' },
  usage: 'npm test -- [FILE or NAME …]   (options go to vitest)',
  run: (args) => runNode([bin('vitest', 'vitest.mjs'), 'run', ...args]),
} satisfies Command

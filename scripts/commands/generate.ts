import type { Command } from '../main.ts'
import { runNode } from '../run.ts'

export default {
  summary: { zh: '重新生成由代码得出的文件', en: 'write the files that follow from code: OpenAPI, clients, schemas' },
  usage: 'npm run generate   (npm run check refuses when they are behind)',
  run: (args) => runNode(['scripts/generate.ts', ...args]),
} satisfies Command

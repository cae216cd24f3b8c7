import type { Command } from '../main.ts'
import { runNode } from '../run.ts'

export default {
  summary: { zh: '构建节点与两个网页', en: 'build the nodes and both web apps' },
  usage: 'npm run build',
  run: () => runNode(['scripts/build.ts']),
} satisfies Command

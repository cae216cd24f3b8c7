import type { Command } from '../main.ts'
import { bin, runNode } from '../run.ts'

const STEPS: [name: string, args: string[]][] = [
  ['biome', [bin('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.']],
  ['tsc', [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json']],
  ['type stripping', ['--disable-warning=ExperimentalWarning', 'scripts/type-stripping.ts']],
  ['editor types', [bin('typescript', 'bin/tsc'), '-p', 'nodes/tsconfig.json']],
  ['touchscreen types', [bin('vue-tsc', 'bin/vue-tsc.js'), '--noEmit', '-p', 'edge/kiosk/tsconfig.json']],
  ['console types', [bin('vue-tsc', 'bin/vue-tsc.js'), '--noEmit', '-p', 'cloud/console/tsconfig.json']],
  ['generated files', ['scripts/generate.ts', '--check']],
]

export default {
  summary: { zh: '检查：格式、类型、生成文件', en: 'check style, types and generated files; warnings are errors' },
  usage: 'npm run check',
  async run() {
    for (const [name, args] of STEPS) {
      console.error(`check: ${name}`)
      const code = await runNode(args)
      if (code !== 0) return code
    }
    return 0
  },
} satisfies Command

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../main.ts'

const folder = join(import.meta.dirname, '../bench')
/** Files that are parts of benchmarks, not benchmarks. */
const PARTS = ['backlog', 'figure', 'furnish', 'crash-cloud', 'crash-edge']

/** Too long to be among all: run by name. */
const LONG = ['failover', 'simulate-10k', 'soak']

const names = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .filter((name) => !PARTS.includes(name))
    .sort()

export default {
  summary: { zh: '性能测量', en: 'measure: prints one JSON line per figure' },
  usage: `npm run bench -- [NAME [options]]\n\nWithout a name, all but ${LONG.join(', ')}: ${names().join(', ')}`,
  async run([name, ...args]) {
    if (name !== undefined && !names().includes(name)) {
      console.error(`zaojun bench: 没有这项 / no such benchmark: ${name} (${names().join(', ')})`)
      return 2
    }
    for (const each of name === undefined ? names().filter((each) => !LONG.includes(each)) : [name]) {
      console.error(`bench: ${each}`)
      const { default: measure } = (await import(join(folder, `${each}.ts`))) as {
        default: (args: string[]) => Promise<void>
      }
      await measure(args)
    }
    return 0
  },
} satisfies Command

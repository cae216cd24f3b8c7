import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../main.ts'
import { Misuse, told, type Verb } from '../profile/verb.ts'

const folder = join(import.meta.dirname, '..', 'profile', 'verbs')
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort()
const load = async (name: string): Promise<Verb> => (await import(join(folder, `${name}.ts`))).default

const verbs = await Promise.all(names.map(async (name) => ({ name, verb: await load(name) })))
const usage = [
  'zaojun profile <verb> [options]',
  '',
  ...verbs.map(({ name, verb }) => `  ${name.padEnd(10)}${verb.summary.zh} / ${verb.summary.en}`),
  '',
  ...verbs.map(({ verb }) => `${verb.usage}\n`),
].join('\n')

export default {
  summary: {
    zh: '设备型号：检查、试验、新建、模拟、导出、签名',
    en: 'device profiles: check, try, start, simulate, export, sign',
  },
  usage,
  async run([name, ...args]) {
    const found = verbs.find((each) => each.name === name)
    if (found === undefined) {
      if (name !== undefined) console.error(`没有这个动作 / no such verb: ${name}\n`)
      console.error(usage)
      return 2
    }
    try {
      return await found.verb.run(args)
    } catch (error) {
      console.error(error instanceof Misuse ? `${error.message}\n\n${found.verb.usage}` : told(error))
      return error instanceof Misuse ? 2 : 1
    }
  },
} satisfies Command

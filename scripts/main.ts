import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { saidInBoth, ZaojunError } from '@zaojun/core/plain'
import { isWrongOption, saidOfOption } from './wrong-option.ts'

/** One file in `commands/` is one command: its summary in both languages and what it does. */
export type Command = {
  summary: { zh: string; en: string }
  usage: string
  run(args: string[]): Promise<number>
}

const MISUSED = 2

const folder = join(import.meta.dirname, 'commands')
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort()

const load = async (name: string): Promise<Command> => (await import(join(folder, `${name}.ts`))).default

async function help(): Promise<void> {
  console.log('用法 / usage: zaojun <command> [options]\n')
  for (const name of names) {
    const { summary } = await load(name)
    console.log(`  ${name.padEnd(14)}${summary.zh} / ${summary.en}`)
  }
  console.log('\nzaojun <command> --help')
}

const [name = 'help', ...args] = process.argv.slice(2)
if (name === 'help' || name === '--help') {
  await help()
} else if (!names.includes(name)) {
  console.error(`zaojun: 没有这个命令 / no such command: ${name}`)
  await help()
  process.exitCode = MISUSED
} else {
  const command = await load(name)
  if (args.includes('--help')) console.log(command.usage)
  else process.exitCode = await command.run(args).catch((error: unknown) => misused(name, error))
}

/** Nothing was done: of several commands 1 says that something does not hold. What is no misuse shows its stack. */
function misused(command: string, error: unknown): number {
  if (isWrongOption(error)) console.error(saidOfOption(command, error))
  else if (error instanceof ZaojunError) console.error(`✗ ${saidInBoth(error)}`)
  else throw error
  return MISUSED
}

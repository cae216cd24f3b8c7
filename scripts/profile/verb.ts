import { parseArgs } from 'node:util'
import { type Bilingual, reasonOf, ZaojunError } from '@zaojun/core'

/** One file in `verbs/` is one verb of `zaojun profile`. `run` resolves with the exit code: 0 good, 1 not, 2 misused. */
export type Verb = { summary: Bilingual; usage: string; run(args: string[]): Promise<number> }

/** Misuse of a command: the sentence is shown with the usage. */
export class Misuse extends Error {}

/** The flags of a verb; unknown ones are misuse. `bare`: how many words may stand without a flag. */
export function flagsOf<Names extends string>(
  args: string[],
  flags: Record<Names, 'string' | 'boolean'>,
  bare: number,
): { flags: Partial<Record<Names, string>>; on: Set<Names>; words: string[] } {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, type]) => [name, { type: type as 'string' | 'boolean' }]),
  )
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    parsed = parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw new Misuse(reasonOf(error))
  }
  if (parsed.positionals.length > bare) throw new Misuse(`多余 / too much: ${parsed.positionals.slice(bare).join(' ')}`)
  const texts = Object.entries(parsed.values).filter(([, value]) => typeof value === 'string')
  const set = Object.entries(parsed.values).filter(([, value]) => value === true)
  return {
    flags: Object.fromEntries(texts) as Partial<Record<Names, string>>,
    on: new Set(set.map(([name]) => name as Names)),
    words: parsed.positionals,
  }
}

/** What anything thrown says to whoever typed the command. */
export function told(error: unknown): string {
  if (!(error instanceof ZaojunError)) return reasonOf(error)
  const place = error.place === undefined ? '' : `${error.place}: `
  return `${place}${error.code} ${error.zh === undefined ? '' : `${error.zh} / `}${error.message}`
}

import { reasonOf } from '@zaojun/core/plain'

const CODES = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: { zh: '没有这个选项', en: 'no such option' },
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: { zh: '选项的值缺少或多余', en: 'an option lacks its value, or takes none' },
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: { zh: '多余', en: 'too much' },
} as const

const wordsOf = (thrown: unknown) => CODES[(thrown as { code?: keyof typeof CODES } | null)?.code as keyof typeof CODES]

/** Whether `parseArgs` could make nothing of what was typed. */
export const isWrongOption = (thrown: unknown): boolean => wordsOf(thrown) !== undefined

/** One line that names the option and where the right ones stand. */
export function saidOfOption(command: string, thrown: unknown): string {
  const { zh, en } = wordsOf(thrown) ?? CODES.ERR_PARSE_ARGS_UNKNOWN_OPTION
  // Node quotes what was typed; of an option that takes a value it tells that too.
  const option = /'((?:[^'\\]|\\.)*)'/.exec(reasonOf(thrown))?.[1]?.replace(/ <value>$/, '') ?? ''
  return `zaojun ${command}: ${zh} / ${en}: ${option}（用法 / usage: zaojun ${command} --help）`
}

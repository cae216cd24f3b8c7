import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { zaojun } from '../../cloud/test/harness/zaojun-command.ts'

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-command-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

it.each([
  ['an option there is none of', ['verify', '--bogus'], '--bogus'],
  ['one that a command about backups does not take', ['backup', 'full', '--bogus'], '--bogus'],
  ['one without its value', ['rebuild', '--site'], '--site'],
  ['a word too many', ['simulate', 'kitchen'], 'kitchen'],
])(
  '%s is named in one line of both languages, with where the right ones stand; 2, for 1 says that something does not hold',
  async (_what, args, named) => {
    const { status, stdout, stderr } = await zaojun(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      new RegExp(
        `^zaojun ${args[0]}: [^\\n]*\\p{Script=Han}[^\\n]* / [^\\n]*: ${named}（[^\\n]*zaojun ${args[0]} --help）\\n$`,
        'u',
      ),
    )
  },
)

it('a wrong key of the configuration is told by its code, without a stack', async () => {
  const { status, stderr } = await zaojun('edge', '--bogus', '1')
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^✗ CONFIG_UNKNOWN_KEY: .* \/ .*bogus \(command line --bogus\)\n$/),
  ])
})

it('readings are made again of a store that is there: of none nothing is made', async () => {
  const folder = newFolder()
  const { status, stderr } = await zaojun('rebuild', '--data', join(folder, 'cloud'))
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^✗ STORE_NONE: .*cloud\.db.*\n$/)])
  expect(readdirSync(folder)).toEqual([])
})

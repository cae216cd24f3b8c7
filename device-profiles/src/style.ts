import type { Bilingual } from '@zaojun/core'
import type { Profile } from './profile.ts'
import type { Vector } from './vector.ts'

/** What a profile should have and does not: a stable code, the sentence in both languages, the path inside the file. */
export type StyleNote = { code: string; path: string; text: Bilingual }

const CHINESE = /\p{Script=Han}/u
const LEAST_SOURCE_CHARACTERS = 40

const note = (code: string, path: string, zh: string, en: string): StyleNote => ({ code, path, text: { zh, en } })

/** What stands in a profile that loads but would make it hard to use, to trust or to check. */
export function styleNotes(profile: Profile): StyleNote[] {
  return [...naming(profile), ...vectorsMissing(profile), ...loose(profile), ...writing(profile)]
}

function naming({ name, source, channels }: Profile): StyleNote[] {
  const notes: StyleNote[] = []
  if (name.en.trim() === '' || CHINESE.test(name.en))
    notes.push(note('name-english', 'name', '英文名为空或含汉字', 'the English name is empty or holds Chinese'))
  if (name.zh.trim() === '') notes.push(note('name-chinese', 'name', '缺中文名', 'there is no Chinese name'))
  if (source.join('').length < LEAST_SOURCE_CHARACTERS)
    notes.push(note('source-thin', 'source', '来源没有写明文件与页码', 'the source names no document and page'))
  for (const [key, channel] of Object.entries(channels))
    if (channel.name.zh.trim() === '' || channel.name.en.trim() === '')
      notes.push(note('channel-name', `channels/${key}`, '通道缺名称', 'the channel lacks a name in one language'))
  return notes
}

/** A vector whose outcome is not a plain good value. */
export function isRejection(vector: Vector): boolean {
  if ('never' in vector) return true
  if ('error' in vector && vector.error !== undefined) return true
  if ('reasons' in vector && Object.keys(vector.reasons ?? {}).length > 0) return true
  if ('values' in vector && Object.values(vector.values ?? {}).includes(null)) return true
  return 'discarded' in vector && vector.discarded > 0
}

/** A vector that decodes to at least one value or event. */
export function isGood(vector: Vector): boolean {
  if ('never' in vector || 'command' in vector) return false
  const values = 'values' in vector ? Object.values(vector.values ?? {}) : []
  return values.some((value) => value !== null) || ('events' in vector && Object.keys(vector.events ?? {}).length > 0)
}

function vectorsMissing({ vectors, commands = {} }: Profile): StyleNote[] {
  const notes: StyleNote[] = []
  if (!vectors.some(isGood)) notes.push(note('vector-good', 'vectors', '缺少正常样例', 'no vector decodes to a value'))
  if (!vectors.some(isRejection))
    notes.push(note('vector-rejected', 'vectors', '缺少异常或拒收样例', 'no vector is rejected or unusual'))
  for (const key of Object.keys(commands))
    if (!vectors.some((vector) => 'command' in vector && vector.command === key))
      notes.push(note('vector-command', `commands/${key}`, '命令缺少字节样例', 'the order has no vector of its own'))
  return notes
}

/** Channels another part of the profile leans on. */
function leanedOn(profile: Profile): Set<string> {
  const names = new Set<string>()
  for (const { from, requires, simulate } of Object.values(profile.channels)) {
    if ('derive' in from) for (const name of [from.of, from.than, from.notWhile]) if (name) names.add(name)
    if (requires) names.add(requires.channel)
    if (simulate?.follows) names.add(simulate.follows.channel)
    for (const name of Object.keys(simulate?.blockedBy ?? {})) names.add(name)
  }
  for (const { confirm } of Object.values(profile.commands ?? {}))
    if (typeof confirm === 'object') names.add(confirm.channel)
  for (const points of Object.values(profile.bindings))
    for (const template of Object.values(points))
      for (let n = 1; n <= profile.positions; n++) names.add(template.replace('{position}', String(n)))
  return names
}

/** Channels that no point shows and nothing needs: a person can still read them in the trace. */
export const unboundChannels = (profile: Profile): string[] => {
  const used = leanedOn(profile)
  return Object.keys(profile.channels).filter((key) => !used.has(key))
}

function loose(profile: Profile): StyleNote[] {
  const told = profile.source.join(' ')
  return unboundChannels(profile)
    .filter((key) => !told.includes(key))
    .map((key) =>
      note(
        'channel-unbound',
        `channels/${key}`,
        '通道未绑定，来源中也未说明',
        'no point is bound to the channel and the source does not speak of it',
      ),
    )
}

function writing({ verified, commands = {} }: Profile): StyleNote[] {
  if (verified || Object.keys(commands).length === 0) return []
  return [note('unverified-orders', 'commands', '未核实的型号不会写出', 'orders of an unverified profile never go out')]
}

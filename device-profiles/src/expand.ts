import type { Channel } from './channel.ts'
import { contractRows } from './contract/modbus-head.ts'
import type { Profile } from './profile.ts'

/**
 * Writes out the rows of a profile that stand for several (`repeat`), and the head it shares with others (`head`), so
 * that nothing behind has to know of them.
 */
export function expandProfile(written: Profile): Profile {
  const { head, ...rest } = written
  const profile: Profile = head === undefined ? rest : { ...rest, channels: contractRows(rest.channels) }
  const channels: Record<string, Channel> = {}
  for (const [key, channel] of Object.entries(profile.channels)) {
    const { repeat, ...row } = channel
    if (!repeat) {
      channels[key] = channel
      continue
    }
    for (let n = 1; n <= repeat.times; n++) {
      const text = JSON.stringify(row).replaceAll('{n}', String(n))
      const copy = JSON.parse(text) as Channel
      if ('table' in copy.from) copy.from.address += (n - 1) * repeat.step
      channels[key.replaceAll('{n}', String(n))] = copy
    }
  }
  const commands = Object.entries(profile.commands ?? {}).map(([key, command]) => [
    key,
    { ...command, channels: command.channels.flatMap((name) => expandName(name, profile.positions)) },
  ])
  const params = Object.entries(profile.params ?? {}).flatMap(([key, param]) =>
    expandName(key, profile.positions).map((name, index) => [
      name,
      JSON.parse(JSON.stringify(param).replaceAll('{n}', String(index + 1))),
    ]),
  )
  return {
    ...profile,
    channels,
    ...(profile.commands ? { commands: Object.fromEntries(commands) } : {}),
    ...(profile.params ? { params: Object.fromEntries(params) } : {}),
  }
}

const expandName = (name: string, times: number): string[] =>
  name.includes('{n}') ? Array.from({ length: times }, (_, index) => name.replaceAll('{n}', String(index + 1))) : [name]

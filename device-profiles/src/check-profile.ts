import type { Transport } from '@zaojun/core'
import { catalogueError } from './errors.ts'
import type { Kind } from './kind.ts'
import { wordsOf } from './modbus/blocks.ts'
import type { Profile } from './profile.ts'
import { grammarFault } from './stream/check-grammar.ts'
import { fieldNames } from './stream/request.ts'
import { vectorFault } from './vectors.ts'

/** Which section of a profile speaks which transports. */
const SECTIONS: Record<'modbus' | 'stream' | 'mqtt' | 'http' | 'hj212' | 'jt808', Transport[]> = {
  modbus: ['modbus-rtu', 'modbus-tcp', 'modbus-rtu-over-tcp'],
  stream: ['stream-serial', 'stream-tcp', 'keyboard'],
  mqtt: ['mqtt'],
  http: ['http'],
  hj212: ['hj-212'],
  jt808: ['jt-808'],
}

/**
 * Checks what the shape cannot: references, overlaps, bindings, golden vectors unless they are known to hold. Throws
 * `CATALOGUE_…` with the place.
 */
export function checkProfile(profile: Profile, kinds: Map<string, Kind>, file: string, vectorsHold = false): void {
  const stop = (code: 'CATALOGUE_UNKNOWN' | 'CATALOGUE_PROFILE' | 'CATALOGUE_VECTOR', name: string, path: string) => {
    throw catalogueError(code, { name, place: `${file}/${path}` })
  }
  const known = (channel: string, path: string) => {
    if (!profile.channels[channel]) stop('CATALOGUE_UNKNOWN', channel, path)
  }
  const modbus = profile.modbus !== undefined
  for (const [section, serves] of Object.entries(SECTIONS)) {
    const named = profile.transports.some((transport) => serves.includes(transport))
    if (named !== (profile[section as keyof typeof SECTIONS] !== undefined)) stop('CATALOGUE_PROFILE', section, section)
  }
  if (Object.keys(SECTIONS).filter((section) => section in profile).length !== 1)
    stop('CATALOGUE_PROFILE', 'one section of a protocol', 'transports')

  const fault = grammarFault(profile)
  if (fault !== undefined) stop('CATALOGUE_PROFILE', fault.name, `stream/${fault.path}`)
  const streamFields = profile.stream === undefined ? undefined : fieldNames(profile.stream)
  const seen = new Set<string>()
  const taken = new Map<string, string>()
  for (const [key, { from, requires, simulate }] of Object.entries(profile.channels)) {
    const path = `channels/${key}`
    if ('table' in from) {
      if (!modbus) stop('CATALOGUE_PROFILE', `${key}: a register on a stream`, path)
      const bits = from.table === 'coil' || from.table === 'discrete'
      if (bits !== (from.type === 'bit')) stop('CATALOGUE_PROFILE', `${key}: ${from.type} in ${from.table}`, path)
      for (let word = from.address; word < from.address + wordsOf(from); word++) {
        const place = `${from.table} ${word}${from.mask === undefined ? '' : ` mask ${from.mask}`}`
        const other = taken.get(place)
        if (other && !from.shared) stop('CATALOGUE_PROFILE', `${key} and ${other} overlap at ${place}`, path)
        taken.set(place, key)
      }
    } else if ('field' in from) {
      if (modbus) stop('CATALOGUE_PROFILE', `${key}: a field on Modbus`, path)
      if (streamFields !== undefined && !streamFields.has(from.field)) stop('CATALOGUE_UNKNOWN', from.field, path)
    } else {
      for (const name of [from.of, from.than, from.notWhile])
        if (name !== undefined && !seen.has(name)) stop('CATALOGUE_UNKNOWN', name, path)
    }
    const named = Object.values(from).flatMap((part) =>
      typeof part === 'object' && 'param' in part ? [part.param] : [],
    )
    for (const param of 'derive' in from && from.unlessParam ? [...named, from.unlessParam] : named)
      if (!profile.params?.[param]) stop('CATALOGUE_UNKNOWN', param, path)
    if (requires) known(requires.channel, `${path}/requires`)
    for (const name of Object.keys(simulate?.blockedBy ?? {})) known(name, `${path}/simulate`)
    if (simulate?.follows) {
      known(simulate.follows.channel, `${path}/simulate`)
      if (profile.channels[simulate.follows.channel]?.simulate?.follows)
        stop('CATALOGUE_PROFILE', `${key} follows one that follows`, `${path}/simulate`)
    }
    seen.add(key)
  }
  for (const [key, command] of Object.entries(profile.commands ?? {})) {
    for (const channel of command.channels) known(channel, `commands/${key}`)
    if (typeof command.confirm === 'object') known(command.confirm.channel, `commands/${key}/confirm`)
  }
  checkBindings(profile, kinds, stop)
  profile.events?.forEach(({ event, fields }, index) => {
    const told = profile.kinds.map((id) => kinds.get(id)?.events?.[event]).find((each) => each !== undefined)
    if (!told) stop('CATALOGUE_UNKNOWN', event, `events/${index}`)
    for (const name of Object.keys(fields))
      if (!told?.fields[name]) stop('CATALOGUE_UNKNOWN', `${event}/${name}`, `events/${index}`)
  })
  if (vectorsHold) return
  profile.vectors.forEach((vector, index) => {
    const fault = vectorFault(profile, vector)
    if (fault) stop('CATALOGUE_VECTOR', `${vector.title}: ${fault}`, `vectors/${index}`)
  })
}

function checkBindings(
  profile: Profile,
  kinds: Map<string, Kind>,
  stop: (code: 'CATALOGUE_UNKNOWN' | 'CATALOGUE_PROFILE', name: string, path: string) => void,
): void {
  for (const id of profile.kinds)
    if (!profile.bindings[id]) stop('CATALOGUE_PROFILE', `no binding of ${id}`, 'bindings')
  for (const [id, binding] of Object.entries(profile.bindings)) {
    const kind = kinds.get(id)
    if (!kind || !profile.kinds.includes(id)) stop('CATALOGUE_UNKNOWN', id, 'bindings')
    for (const point of Object.keys(kind?.points ?? {}))
      if (!binding[point] && !kind?.points[point]?.optional)
        stop('CATALOGUE_PROFILE', `${id} leaves ${point} unbound`, `bindings/${id}`)
    for (const [point, template] of Object.entries(binding)) {
      const path = `bindings/${id}/${point}`
      if (!kind?.points[point]) stop('CATALOGUE_UNKNOWN', point, path)
      for (let position = 1; position <= profile.positions; position++) {
        const name = template.replace('{position}', String(position))
        const channel = profile.channels[name]
        if (!channel) stop('CATALOGUE_UNKNOWN', name, path)
        if (channel?.value !== kind?.points[point]?.value || channel?.unit !== kind?.points[point]?.unit)
          stop('CATALOGUE_PROFILE', `${name} differs from ${point} in value or unit`, path)
        const way = kind?.points[point]?.onlyTo
        for (const [key, command] of Object.entries(profile.commands ?? {}))
          if (way !== undefined && command.channels.includes(name) && command.to !== way)
            stop('CATALOGUE_PROFILE', `${key} moves ${point} the wrong way`, `commands/${key}`)
      }
    }
  }
}

import type { Value } from '@zaojun/core'
import { splitName } from '@zaojun/device-profiles/hj212/cp'
import { EDITIONS } from '@zaojun/device-profiles/hj212/editions'
import { CHINA } from '@zaojun/device-profiles/hj212/fields'
import type { Packet } from '@zaojun/device-profiles/hj212/packet'
import { stampOf } from '@zaojun/device-profiles/hj212/time'
import { rawEvent, rawFields, type SimulatedEvent } from '../message-json.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'

/** What a CP holds at most, so that the data segment stays within the standard's 1024. */
const MOST_CP = 900
const REAL_TIME = '2011'
const STATES = '2021'
const PERIODS: Record<string, string> = { minute: '2051', hour: '2061', day: '2031' }

/** What a logger reports of a moment: values, and states of machines. The same moment is the same packets. */
export function reportsOf(unit: SimulatedUnit, password: string, at: number): Packet[] {
  const groups: Record<string, string[]> = { [REAL_TIME]: [], [STATES]: [] }
  for (const [name, value] of Object.entries(rawFields(unit))) {
    if (name.startsWith('@') || name.startsWith('period/')) continue
    const { factor, sort } = splitName(name)
    if (sort === 'RS') groups[STATES]?.push(`${name}=${value ?? 0}`)
    else groups[REAL_TIME]?.push(measured(unit, name, factor, value))
  }
  return Object.entries(groups).flatMap(([cn, group]) =>
    group.length === 0 ? [] : packetsOf(unit, { cn, password, at, time: at, group }),
  )
}

/** An event of a time that is over, as minute, hour or day data. */
export function eventOf(unit: SimulatedUnit, told: SimulatedEvent, password: string, at: number): Packet[] {
  const raw = rawEvent(unit, told)
  const time = typeof told.fields.at === 'number' ? told.fields.at : at
  const group = Object.entries(raw)
    .filter(([name]) => name.startsWith('period/'))
    .map(([name, value]) => `${name.slice('period/'.length)}=${value}`)
  return packetsOf(unit, { cn: PERIODS[String(raw['@period'])] ?? '2051', password, at, time, group })
}

function measured({ profile }: SimulatedUnit, name: string, factor: string, value: Value): string {
  const { decimals, flags = true } = profile.hj212?.writes ?? {}
  const text = typeof value === 'number' && decimals !== undefined ? value.toFixed(decimals) : String(value ?? 0)
  return `${name}=${text}${flags ? `,${factor}-Flag=${value === null ? 'D' : 'N'}` : ''}`
}

type Content = { cn: string; password: string; at: number; time: number; group: string[] }

function packetsOf({ unit, profile }: SimulatedUnit, { cn, password, at, time, group }: Content): Packet[] {
  const section = profile.hj212
  const zone = section?.zone ?? CHINA
  const data = `DataTime=${stampOf(time, zone)}`
  const bodies: string[] = []
  for (const part of group) {
    const last = bodies.at(-1)
    if (last === undefined || last.length + part.length > MOST_CP) bodies.push(`${data};${part}`)
    else bodies[bodies.length - 1] = `${last};${part}`
  }
  return bodies.map((cp, index) => ({
    qn: stampOf(at, zone, true),
    st: section?.writes?.system ?? '31',
    cn,
    password,
    mn: String(unit.address ?? ''),
    version: EDITIONS[section?.edition ?? '2017'].version,
    acknowledge: true,
    numbered: bodies.length > 1,
    pnum: bodies.length,
    pno: index + 1,
    again: false,
    cp,
  }))
}

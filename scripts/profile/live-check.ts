import type { Bilingual, Value } from '@zaojun/core'
import type { Catalogue, Profile } from '@zaojun/device-profiles'
import type { BusDriver, ChannelRole, ChannelRoles, UnitOrderResult } from '../../edge/src/drivers/driver.ts'
import { createBusDriver } from '../../edge/src/drivers/index.ts'
import { Listener } from './listener.ts'
import { type LiveTarget, liveBus } from './live-bus.ts'
import { spokenChannels } from './plain-values.ts'

/** One line of a live check's report. */
export type Judged = { verdict: 'passed' | 'failed' | 'noted'; code: string; text: Bilingual }
export type LiveOptions = {
  target: LiveTarget
  /** Give the orders that change nothing. */
  orders: boolean
  secrets?: ReadonlyMap<string, string>
  /** How long to wait for the first answer, for every channel after it, and for the heartbeat. */
  patience?: { answerMs?: number; listenMs?: number; heartbeatMs?: number }
  progress?(text: Bilingual): void
}

const POLLED_WITHIN_MS = 15_000
const DIALS_WITHIN_MS = 120_000
const LISTEN_MS = 6_000
const HEARTBEAT_WITHIN_MS = 10_000
/** So much of the traffic may be spoiled by a noisy line. */
const MOST_FAULTY = 0.05
/** Reasons that say the unit breaks its own map, not that it lacks something. */
const BREACHES = ['out-of-range', 'unknown-word', 'not-a-number']
const say = (zh: string, en: string): Bilingual => ({ zh, en })

/**
 * Reads a real unit with the real driver and judges whether it is what its profile says. Orders go out only when
 * asked for, only those that leave everything as it is, and never one that could harm.
 */
export async function liveCheck(profile: Profile, catalogue: Catalogue, options: LiveOptions): Promise<Judged[]> {
  const { bus, unit } = liveBus(profile, options.target)
  const listener = new Listener(options.secrets)
  const { patience = {}, progress = () => {} } = options
  const driver = createBusDriver(bus, catalogue, listener.context())
  driver.setUnits([unit], rolesOf(profile))
  driver.start()
  try {
    progress(say('等待设备应答', 'waiting for the unit'))
    const { answerMs = profile.modbus || profile.stream ? POLLED_WITHIN_MS : DIALS_WITHIN_MS } = patience
    const online = await listener.until(() => listener.health?.health === 'online', answerMs)
    if (!online) {
      const why = listener.health?.reason ?? listener.faults[0]?.message ?? 'no-answer'
      return [failed('no-answer', `没有应答：${why}`, `there is no answer: ${why}`)]
    }
    const judged: Judged[] = [passed('online', '设备应答', 'the unit answers')]
    progress(say('读取全部通道', 'reading every channel'))
    const wanted = spokenChannels(profile)
    await listener.until(() => wanted.every((key) => listener.newest.has(key)), patience.listenMs ?? LISTEN_MS)
    judged.push(...channelsJudged(profile, catalogue, listener))
    if (profile.channels.heartbeat !== undefined) {
      progress(say('等待心跳', 'waiting for the heartbeat'))
      judged.push(await heartbeatJudged(listener, patience.heartbeatMs ?? HEARTBEAT_WITHIN_MS))
    }
    judged.push(...trafficJudged(driver))
    if (options.orders) judged.push(...(await ordersJudged(profile, catalogue, driver, listener, progress)))
    return judged
  } finally {
    await driver.stop()
  }
}

const passed = (code: string, zh: string, en: string): Judged => ({ verdict: 'passed', code, text: say(zh, en) })
const failed = (code: string, zh: string, en: string): Judged => ({ verdict: 'failed', code, text: say(zh, en) })
const noted = (code: string, zh: string, en: string): Judged => ({ verdict: 'noted', code, text: say(zh, en) })

/** Every channel as the point it serves by default, so that the deny list knows what an order would move. */
function rolesOf({ bindings, positions }: Profile): ChannelRoles {
  const roles: ChannelRole[] = []
  for (const [kind, points] of Object.entries(bindings))
    for (let position = 1; position <= positions; position++)
      for (const [point, template] of Object.entries(points))
        roles.push({
          channel: template.replace('{position}', `${position}`),
          device: `device-${position}`,
          kind,
          point,
        })
  return new Map([['unit', roles]])
}

/** The points each channel serves, and whether a kind cannot do without one of them. */
function needed(profile: Profile, { kinds }: Catalogue, channel: string): boolean {
  return Object.entries(profile.bindings).some(([kind, points]) =>
    Object.entries(points).some(
      ([point, template]) =>
        template.replace('{position}', '1') === channel && kinds.get(kind)?.points[point]?.optional !== true,
    ),
  )
}

function channelsJudged(profile: Profile, catalogue: Catalogue, { newest }: Listener): Judged[] {
  return Object.entries(profile.channels).map(([key, { name, unit = '' }]) => {
    const sample = newest.get(key)
    const must = needed(profile, catalogue, key)
    if (sample === undefined) {
      const judge = must ? failed : noted
      return judge('channel-missing', `${name.zh} (${key})：没有收到`, `${name.en} (${key}): never came`)
    }
    const { value, quality, reason = '' } = sample
    const shown = `${value ?? '—'}${unit === '' || value === null ? '' : ` ${unit}`}`
    if (quality === 'good') return passed('channel', `${name.zh} (${key})：${shown}`, `${name.en} (${key}): ${shown}`)
    const judge = must || BREACHES.includes(reason) ? failed : noted
    return judge('channel-bad', `${name.zh} (${key})：${reason}`, `${name.en} (${key}): ${reason}`)
  })
}

async function heartbeatJudged(listener: Listener, withinMs: number): Promise<Judged> {
  const beat = (): Value => listener.newest.get('heartbeat')?.value ?? null
  const first = beat()
  const moved = await listener.until(() => beat() !== null && beat() !== first, withinMs)
  return moved
    ? passed('heartbeat', `心跳在走：${first} → ${beat()}`, `the heartbeat advances: ${first} → ${beat()}`)
    : failed('heartbeat-still', `心跳停在 ${first}`, `the heartbeat stands still at ${first}`)
}

function trafficJudged(driver: BusDriver): Judged[] {
  const { errors, units } = driver.stats()
  const [unit] = units
  const counted = Object.entries(errors).map(([code, times]) => `${code} ×${times}`)
  const talk = `${unit?.answers ?? 0} / ${unit?.polls ?? 0}`
  if (counted.length === 0) return [passed('traffic', `通信无误，应答 ${talk}`, `no faulty traffic, answered ${talk}`)]
  const wrong = Object.values(errors).reduce((sum, times) => sum + times, 0)
  const judge = wrong > (unit?.polls ?? 0) * MOST_FAULTY ? failed : noted
  return [judge('traffic', `通信有误：${counted.join('，')}`, `faulty traffic: ${counted.join(', ')}`)]
}

/** The value of an order that leaves its channel as it reads now; undefined where every value would change it. */
function idleValue(profile: Profile, command: string, now: Value): { value?: Value } | undefined {
  const { to, limits } = profile.commands?.[command] ?? {}
  if (limits === undefined) return to !== undefined && to === now ? {} : undefined
  return typeof now === 'number' && now >= limits.min && now <= limits.max ? { value: now } : undefined
}

async function ordersJudged(
  profile: Profile,
  { kinds }: Catalogue,
  driver: BusDriver,
  { newest }: Listener,
  progress: (text: Bilingual) => void,
): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const [key, { name, channels, to }] of Object.entries(profile.commands ?? {})) {
    const [channel = ''] = channels
    const harmful = Object.entries(profile.bindings).some(([kind, points]) =>
      Object.entries(points).some(
        ([point, template]) =>
          template.replace('{position}', '1') === channel && kinds.get(kind)?.points[point]?.harmsPeople && to === true,
      ),
    )
    const idle = harmful ? undefined : idleValue(profile, key, newest.get(channel)?.value ?? null)
    if (idle === undefined) {
      judged.push(
        noted(
          'order-skipped',
          `命令 ${name.zh}：会改变现状或有害，未发出`,
          `order ${key}: would change something or harm; not given`,
        ),
      )
      continue
    }
    progress(say(`命令 ${name.zh}`, `order ${key}`))
    const { result, reason = '' }: UnitOrderResult = await driver.command({
      unit: 'unit',
      channel,
      command: key,
      ...idle,
    })
    const judge = result === 'confirmed' || result === 'accepted' ? passed : failed
    judged.push(
      judge('order', `命令 ${name.zh}：${result} ${reason}`.trim(), `order ${key}: ${result} ${reason}`.trim()),
    )
  }
  return judged
}

import {
  type Alarm,
  type AlarmEntry,
  type Registry,
  reasonOf,
  severityRank,
  wantsAttention,
  ZaojunError,
} from '@zaojun/core'
import type { Rule } from '@zaojun/device-profiles'
import type { Alarming } from '../alarms/index.ts'
import { Backoff } from '../backoff.ts'
import type { Report } from '../report.ts'
import type { Channel } from './channel.ts'
import type { Channels } from './channels.ts'
import { alarmMessage, digestMessage, isTold, type Message, type ToldStep, testMessage } from './message.ts'
import type { Notice, NoticeOutbox } from './outbox.ts'
import { quietUntil } from './quiet.ts'
import { type SendParts, send } from './sending.ts'

const SWEEP_MS = 1_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 5 * MINUTE_MS
/** Robots take some twenty messages a minute. */
const ROBOT_GAP_MS = 3_000
/** More than these at once are told as one. */
const MOST_SINGLE = 5
/** A message holds so many; what is left goes with the next. Robots take some 2,000 bytes. */
const MOST_TOGETHER = 20
/** What could not be told for so long helps nobody any more. */
const EXPIRES_MS = 24 * HOUR_MS
/** An alarm of before a stop is told after it, if it is no older. */
const CAUGHT_UP_MS = HOUR_MS
const DEAD_AFTER_FAILURES = 3
const DEAD_RULE = 'notification-dead'

export type NotifyParts = SendParts & {
  channels: Channels
  outbox: NoticeOutbox
  alarming: Pick<Alarming, 'alarms' | 'stand'>
  rule(id: string): Pick<Rule, 'title' | 'advice' | 'broken'> | undefined
  registry(): Registry
  random(): number
  report: Report
}
export type ChannelHealth = { failures: number; code?: string; sentAt?: number }
type State = ChannelHealth & { busy: boolean; notBefore: number; backoff: Backoff }

/** Tells people of alarms, each step once to each channel, whatever becomes of the process meanwhile. */
export class Notifier {
  private readonly parts: NotifyParts
  private readonly states = new Map<string, State>()
  private readonly undo: (() => void)[] = []

  constructor(parts: NotifyParts) {
    this.parts = parts
  }

  start(): void {
    const { alarming, report, now, outbox } = this.parts
    this.undo.push(alarming.alarms.onStep((entry) => this.hear(entry)))
    for (const alarm of alarming.alarms.all())
      if (wantsAttention(alarm) && now() - (alarm.raisedAt ?? 0) < CAUGHT_UP_MS)
        this.queue({ ...alarm, type: 'alarm', step: 'raised', state: 'unacknowledged' }, 'raised', `${alarm.id}.raised`)
    const timer = setInterval(
      report.guard('notify', () => this.sweep()),
      SWEEP_MS,
    )
    this.undo.push(() => clearInterval(timer))
    outbox.forget(now())
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo()
    this.parts.outbox.close()
  }

  health(channel: string): ChannelHealth {
    const { failures, code, sentAt } = this.stateOf(channel)
    return { failures, ...(code === undefined ? {} : { code }), ...(sentAt === undefined ? {} : { sentAt }) }
  }

  /** Sends a test message now. Rejects `NOTIFY_…`. */
  async test(id: string): Promise<void> {
    const { channels, registry, now } = this.parts
    const channel = channels.at(id)
    await send(channel, testMessage(registry().site.name, id, channel.language ?? 'zh', now()), this.parts)
    this.worked(channel)
  }

  /** The channels were set anew: what waits for one that is gone is over, and so is that it was dead. */
  follow(): void {
    const { channels, outbox, alarming, now } = this.parts
    const here = new Set(channels.all().map(({ id }) => id))
    outbox.dropOthers(here, now())
    for (const id of this.states.keys()) if (!here.has(id)) this.states.delete(id)
    for (const { rule, form } of alarming.alarms.all())
      if (rule === DEAD_RULE && form !== undefined && !here.has(form)) alarming.stand(DEAD_RULE, { form }, false)
  }

  private hear(entry: AlarmEntry): void {
    if (!isTold(entry.step)) return
    const again = (entry.repeats ?? 0) > 0 ? `.${entry.repeats}` : ''
    const count = entry.step === 'escalated' ? `${entry.level}${again}` : entry.times
    const key = entry.step === 'raised' ? `${entry.id}.raised` : `${entry.id}.${entry.step}.${count}`
    this.queue(entry, entry.step, key)
  }

  private queue(alarm: AlarmEntry, step: ToldStep, key: string, only?: Channel): void {
    const { channels, outbox, registry, now } = this.parts
    for (const channel of only === undefined ? channels.all() : [only]) {
      if (!this.concerns(channel, alarm, step)) continue
      const at = now()
      const quiet = alarm.severity === 'critical' ? undefined : quietUntil(channel.quiet, registry().site.timeZone, at)
      outbox.add({ key, channel: channel.id, alarm, step, at, due: quiet ?? at })
    }
  }

  private concerns(channel: Channel, alarm: AlarmEntry, step: ToldStep): boolean {
    if (channel.enabled === false || alarm.advisory === true) return false
    if (severityRank(alarm.severity) < severityRank(channel.least)) return false
    // That a channel is dead cannot be told through it.
    if (alarm.rule === DEAD_RULE && alarm.form === channel.id) return false
    if (step === 'cleared') return channel.kind !== 'output' && this.parts.outbox.wasTold(channel.id, alarm.id)
    if (!wantsAttention(alarm)) return false
    const zone = this.parts.registry().devices.find(({ id }) => id === alarm.device)?.zone
    return channel.zones === undefined || (zone !== undefined && channel.zones.includes(zone))
  }

  private sweep(): void {
    this.repeat()
    for (const channel of this.parts.channels.all()) {
      const state = this.stateOf(channel.id)
      if (state.busy || channel.enabled === false || this.parts.now() < state.notBefore) continue
      state.busy = true
      this.parts.report.watch(
        'notify',
        this.deliver(channel).finally(() => {
          state.busy = false
        }),
      )
    }
  }

  private repeat(): void {
    const { channels, alarming, registry, now } = this.parts
    for (const channel of channels.all()) {
      if (channel.repeatMinutes === undefined) continue
      const quiet = quietUntil(channel.quiet, registry().site.timeZone, now()) !== undefined
      for (const alarm of alarming.alarms.all()) {
        // What falls into quiet hours is told once, at their end.
        if (!wantsAttention(alarm) || alarm.raisedAt === null || (quiet && alarm.severity !== 'critical')) continue
        const n = Math.floor((now() - alarm.raisedAt) / (channel.repeatMinutes * MINUTE_MS))
        const entry: AlarmEntry = { ...alarm, type: 'alarm', step: 'raised', state: 'unacknowledged' }
        if (n >= 1) this.queue(entry, 'repeat', `${alarm.id}.repeat.${n}`, channel)
      }
    }
  }

  private async deliver(channel: Channel): Promise<void> {
    const { outbox, now } = this.parts
    const due = outbox.due(channel.id, now()).filter((notice) => this.isStillWanted(notice))
    if (due.length === 0) return
    const together = due.length > MOST_SINGLE && channel.kind !== 'output'
    const [first] = due
    const chosen = together ? due.slice(0, MOST_TOGETHER) : first === undefined ? [] : [first]
    const messages = chosen.map((notice) => this.messageOf(notice, channel))
    const [message] = together ? [digestMessage(messages, channel.language ?? 'zh')] : messages
    if (message === undefined) return
    try {
      await send(channel, message, this.parts)
      for (const notice of chosen) outbox.done(notice, 'sent', now())
      this.worked(channel)
    } catch (error) {
      this.failed(channel, chosen, error)
    }
  }

  /** What waited (for quiet hours to end, for the other side to come back) may have been dealt with meanwhile. */
  private isStillWanted(notice: Notice): boolean {
    const { outbox, alarming, now } = this.parts
    if (now() - notice.at > EXPIRES_MS) {
      outbox.done(notice, 'expired', now())
      return false
    }
    if (notice.step === 'cleared' || now() - notice.at < 2 * SWEEP_MS) return true
    const standing: Alarm | undefined = alarming.alarms.all().find(({ id }) => id === notice.alarm.id)
    if (standing !== undefined && wantsAttention(standing)) return true
    outbox.done(notice, 'dropped', now())
    return false
  }

  private messageOf({ key, alarm, step }: Notice, channel: Channel): Message {
    const { registry, rule, now } = this.parts
    const { site, devices, zones } = registry()
    const device = devices.find(({ id }) => id === alarm.device)
    const language = channel.language ?? 'zh'
    const zone = zones.find(({ id }) => id === device?.zone)?.name[language]
    const about = { site, device: device?.name, zone, rule: rule(alarm.rule), language, now: now() }
    return alarmMessage(key, alarm, isTold(step) ? step : 'repeat', about)
  }

  private worked(channel: Channel): void {
    const state = this.stateOf(channel.id)
    state.backoff.reset()
    const gap = channel.kind.endsWith('-robot') ? ROBOT_GAP_MS : 0
    Object.assign(state, { failures: 0, code: undefined, sentAt: this.parts.now(), notBefore: this.parts.now() + gap })
    this.parts.alarming.stand(DEAD_RULE, { form: channel.id }, false)
  }

  private failed(channel: Channel, notices: Notice[], error: unknown): void {
    const { outbox, now, report, alarming } = this.parts
    const code = error instanceof ZaojunError ? error.code : 'NOTIFY_FAILED'
    const state = this.stateOf(channel.id)
    state.failures += 1
    state.code = code
    const due = now() + state.backoff.next()
    state.notBefore = due
    for (const notice of notices) outbox.failed(notice, code, due)
    report.fault({
      code,
      place: `notify ${channel.id}`,
      message: error instanceof ZaojunError ? reasonOf(error) : code,
    })
    if (state.failures >= DEAD_AFTER_FAILURES) alarming.stand(DEAD_RULE, { form: channel.id }, true)
  }

  private stateOf(channel: string): State {
    const known = this.states.get(channel)
    if (known !== undefined) return known
    const backoff = new Backoff(FIRST_RETRY_MS, LONGEST_RETRY_MS, this.parts.random)
    const fresh: State = { failures: 0, busy: false, notBefore: 0, backoff }
    this.states.set(channel, fresh)
    return fresh
  }
}

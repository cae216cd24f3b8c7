import { CHATTER_MS, CHATTERS_AT } from '@zaojun/core'
import type { BoxClock } from '../clock.ts'
import type { Alarms } from './alarms.ts'
import type { ActiveRule } from './rule-setting.ts'

/** The rule that says so; a site that switches it off has none of this. */
const RULE = 'alarm-chattering'
/** So long the condition must be gone before a chattering alarm clears. */
const STEADY_SECONDS = 60
/** It is over once it was not raised for so long. */
const QUIET_MS = 10 * 60_000

type Parts = { alarms: Alarms; clock: BoxClock; rule(id: string): ActiveRule | undefined }
type Raises = { rule: string; device: string; at: number[] }

/**
 * Alarms that come and go faster than anybody can follow (ISA-18.2): raised three times in a minute, each clears only
 * after a steady minute, and an alarm of its own says so (its `subject` is the rule). That alarm is all that is kept,
 * so that a restart goes on with it.
 */
export class Chatter {
  private readonly parts: Parts
  private readonly raises = new Map<string, Raises>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Takes up what stood when the box stopped. */
  start(): void {
    const now = this.parts.clock.mono()
    for (const { rule, device, subject, active } of this.parts.alarms.all())
      if (rule === RULE && active && device !== undefined && subject !== undefined)
        this.raises.set(`${subject} ${device}`, { rule: subject, device, at: [now] })
  }

  /** A rule has just raised its alarm at a device. */
  raised(rule: string, device: string): void {
    const chattering = this.parts.rule(RULE)
    if (chattering === undefined || rule === RULE) return
    const now = this.parts.clock.mono()
    const key = `${rule} ${device}`
    const { at } = this.raises.get(key) ?? { at: [] }
    const recent = [...at.filter((each) => now - each < CHATTER_MS), now]
    this.raises.set(key, { rule, device, at: recent })
    const limit = typeof chattering.broken.value === 'number' ? chattering.broken.value : CHATTERS_AT
    if (recent.length >= limit)
      this.parts.alarms.raise({ rule: chattering, device, subject: rule, value: recent.length })
  }

  /** For how long its condition must be gone before it clears. */
  steadySeconds(rule: string, device: string): number {
    return this.parts.alarms.at(RULE, device, rule)?.active === true ? STEADY_SECONDS : 0
  }

  /** Time passes: what was quiet for long chatters no more. */
  review(): void {
    const now = this.parts.clock.mono()
    for (const [key, { rule, device, at }] of this.raises) {
      const last = at.at(-1) ?? 0
      const alarm = this.parts.alarms.at(RULE, device, rule)
      const chatters = alarm?.active === true
      if (now - last < (chatters ? QUIET_MS : CHATTER_MS)) continue
      this.raises.delete(key)
      if (chatters) this.parts.alarms.clear(alarm)
    }
  }
}

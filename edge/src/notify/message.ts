import { type AlarmEntry, clockText, type Language } from '@zaojun/core'
import type { Rule } from '@zaojun/device-profiles'

/** What is sent. `key` is the same each time the same thing is told. */
export type Message = { key: string; site: string; subject: string; text: string; alarm?: AlarmEntry }

const SEVERITY = {
  zh: { critical: '危急', major: '重要', warn: '注意', info: '提示' },
  en: { critical: 'CRITICAL', major: 'Major', warn: 'Minor', info: 'Info' },
} as const
const STEP = {
  zh: {
    raised: '报警',
    'raised-again': '再次报警',
    escalated: '无人确认，已升级',
    cleared: '已恢复',
    repeat: '仍未确认',
  },
  en: {
    raised: 'Alarm',
    'raised-again': 'Alarm again',
    escalated: 'Nobody acknowledged: escalated',
    cleared: 'Cleared',
    repeat: 'Still unacknowledged',
  },
} as const
export type ToldStep = keyof (typeof STEP)['zh']
export const isTold = (step: string): step is ToldStep => step in STEP.zh

export type About = {
  site: { name: string; timeZone: string }
  /** Names of device and room; undefined where it is about none. */
  device?: string | undefined
  zone?: string | undefined
  rule: Pick<Rule, 'title' | 'advice' | 'broken'> | undefined
  language: Language
  now: number
}

/** One step of an alarm in the reader's language. Personal values never stand in an alarm, so none stand here. */
export function alarmMessage(key: string, alarm: AlarmEntry, step: ToldStep, about: About): Message {
  const { site, device, zone, rule, language } = about
  const title = rule?.title[language] ?? alarm.rule
  const unit = rule?.broken.unit === 'Cel' ? '°C' : (rule?.broken.unit ?? '')
  const shown = (value: unknown) => (typeof value === 'number' ? `${value} ${unit}`.trim() : undefined)
  const [value, limit] = [shown(alarm.value), shown(alarm.limit)]
  const subject = `【${SEVERITY[language][alarm.severity]}】${STEP[language][step]}：${title}`
  const values = [value, limit === undefined ? undefined : `${language === 'zh' ? '限值' : 'limit'} ${limit}`]
  const lines = [
    subject,
    [site.name, zone, device].filter((part) => part !== undefined).join(' · '),
    values.filter((part) => part !== undefined).join(language === 'zh' ? '，' : ', '),
    clockText(site.timeZone, alarm.raisedAt ?? about.now),
    step === 'cleared' ? '' : (rule?.advice?.[language] ?? ''),
  ]
  return { key, site: site.name, subject, text: lines.filter((line) => line !== '').join('\n'), alarm }
}

/** Several at once: nobody reads as many messages. Every one of them stands in it. */
export function digestMessage(messages: readonly Message[], language: Language): Message {
  const [first] = messages
  const subject = language === 'zh' ? `${messages.length} 条报警` : `${messages.length} alarms`
  const text = [subject, ...messages.map((each) => each.subject)].join('\n')
  return { key: `digest-${first?.key ?? ''}-${messages.length}`, site: first?.site ?? '', subject, text }
}

export const testMessage = (site: string, channel: string, language: Language, now: number): Message => {
  const subject = language === 'zh' ? '灶君通知测试' : 'Zaojun test message'
  return { key: `test-${channel}-${now}`, site, subject, text: `${subject}\n${site}` }
}

import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  NOTIFY_CHANNEL: { status: 400, zh: '通知渠道配置不完整：{name}', en: 'the channel is not complete: {name}' },
  NOTIFY_UNKNOWN: { status: 404, zh: '没有通知渠道 {name}', en: 'there is no channel {name}' },
  NOTIFY_NO_SECRET: {
    status: 409,
    zh: '渠道 {name} 还没有填写地址或口令',
    en: 'channel {name} has no address or password yet',
  },
  NOTIFY_AWAY: { status: 502, zh: '通知对方连不上', en: 'the other side cannot be reached' },
  NOTIFY_REFUSED: { status: 502, zh: '通知对方拒绝：{name}', en: 'the other side refuses: {name}' },
  NOTIFY_TOO_LONG: { status: 502, zh: '通知对方的回答过长', en: 'the other side’s answer is too long' },
})

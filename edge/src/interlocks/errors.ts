import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  INTERLOCK_UNKNOWN: { status: 404, zh: '没有这个联锁：{name}', en: 'there is no interlock {name}' },
  INTERLOCK_NOT_TRIPPED: { status: 409, zh: '联锁没有动作', en: 'the interlock is not tripped' },
  INTERLOCK_CAUSE: { status: 409, zh: '原因尚未消除，不能复位', en: 'its cause still holds: it cannot be reset' },
  INTERLOCK_NOT_COUNTING: { status: 409, zh: '没有正在倒计时', en: 'it is not counting down' },
  INTERLOCK_NOT_ARMED: { status: 409, zh: '联锁未启用', en: 'the interlock is not armed' },
  INTERLOCK_CHECK_UNKNOWN: { status: 404, zh: '没有这一项检查：{name}', en: 'there is no check {name}' },
  INTERLOCK_CHECK_UNPROVEN: {
    status: 409,
    zh: '先做一次验收试验：每个目标都读回，才能勾选',
    en: 'do a proof test first: it can be ticked once every target read back',
  },
  INTERLOCK_NOT_COMMISSIONED: {
    status: 409,
    zh: '验收还没有做完，不能布防：{name}',
    en: 'commissioning is not complete, it cannot be armed: {name}',
  },
  INTERLOCK_WEAKENED: {
    status: 409,
    zh: '这项更改会削弱联锁：{name}。未作更改，须由授权的人确认',
    en: 'this change weakens interlocks: {name}. Nothing was changed; somebody authorised must confirm it',
  },
  INTERLOCK_NOTHING_WAITS: { status: 404, zh: '没有待确认的更改', en: 'no change waits to be confirmed' },
})

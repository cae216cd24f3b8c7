import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  INTERLOCK_UNKNOWN: { status: 404, zh: '没有这个联锁：{name}', en: 'there is no interlock {name}' },
  INTERLOCK_NOT_TRIPPED: { status: 409, zh: '联锁没有动作', en: 'the interlock is not tripped' },
  INTERLOCK_CAUSE: { status: 409, zh: '原因尚未消除，不能复位', en: 'its cause still holds: it cannot be reset' },
  INTERLOCK_NOT_COUNTING: { status: 409, zh: '没有正在倒计时', en: 'it is not counting down' },
  INTERLOCK_NOT_ARMED: { status: 409, zh: '联锁未启用', en: 'the interlock is not armed' },
})

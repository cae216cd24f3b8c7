import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  PERSON_UNKNOWN: { status: 404, zh: '没有登记工号 {name}', en: 'nobody is registered under the number {name}' },
  PERSON_NEEDED: { status: 401, zh: '请先用 PIN 或工牌确认身份', en: 'say who you are by PIN or badge first' },
  PERSON_WRONG: { status: 401, zh: '工号、PIN 或工牌不对', en: 'number, PIN or badge is wrong' },
  PERSON_LOCKED: {
    status: 429,
    zh: 'PIN 错误次数过多，请 {name} 秒后再试',
    en: 'too many wrong PINs: try again in {name} s',
  },
  PERSON_NOT_ALLOWED: {
    status: 403,
    zh: '您的角色不能进行此操作，需要：{name}',
    en: 'your role may not do this, it takes: {name}',
  },
  PERSON_OTHER: { status: 403, zh: '只能以本人名义操作', en: 'nobody acts in another’s name' },
  PERSON_SAME: { status: 422, zh: '需要另一个人签名', en: 'a second, different person has to sign' },
  PERSON_LAST_MANAGER: { status: 409, zh: '至少保留一名经理', en: 'one manager has to remain' },
  PEOPLE_FULL: { status: 409, zh: '最多登记 {name} 人', en: 'no more than {name} people can be registered' },
  PIN_WEAK: { status: 422, zh: 'PIN 太容易猜到，请换一个', en: 'this PIN is too easily guessed' },
  BADGE_NONE: { status: 408, zh: '没有读到工牌', en: 'no badge was held to a reader in time' },
  BADGE_TAKEN: { status: 409, zh: '这张工牌已登记给别人', en: 'this badge belongs to somebody else' },
})

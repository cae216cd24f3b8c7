import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  ALARM_UNKNOWN: { status: 404, zh: '没有这个报警，或它已结束', en: 'there is no such alarm, or it is closed' },
  ALARM_STATE: { status: 409, zh: '报警现在的状态不允许：{name}', en: 'the alarm is in state {name}' },
  ALARM_CLOCK: { status: 409, zh: '时钟未知，不能暂搁', en: 'nothing can be shelved while the time is unknown' },
  ALARM_CRITICAL: { status: 409, zh: '危急报警不能暂搁', en: 'a critical alarm cannot be shelved' },
  ALARM_VERIFIED: { status: 409, zh: '处置已复核，不能再改', en: 'the corrective action is verified already' },
  ALARM_NOT_CORRECTED: { status: 409, zh: '尚未记录处置', en: 'no corrective action is on record yet' },
  ALARM_SAME_PERSON: { status: 409, zh: '须由另一人复核', en: 'somebody else must verify it' },
  RULE_UNKNOWN: { status: 404, zh: '没有规则 {name}', en: 'there is no rule {name}' },
  ESCALATION_ORDER: {
    status: 422,
    zh: '{name}：升级的分钟数须逐级增大',
    en: '{name}: the minutes of each step must be more than those before',
  },
  ESCALATION_CRITICAL: {
    status: 422,
    zh: '危急报警无人应答时必须有人可叫',
    en: 'somebody must be called when nobody answers a critical alarm',
  },
  RULE_VALUE: { status: 422, zh: '该规则没有可改的数值', en: 'the rule has no number to change' },
})

import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  LABEL_UNKNOWN: {
    status: 404,
    zh: '没有这条记录，或它的表单没有标签：{name}',
    en: 'there is no record {name}, or its form has no label',
  },
  LABEL_CODE: { status: 400, zh: '不是本系统的标签码：{name}', en: '{name} is no code of ours' },
  LABEL_OTHER_BOX: { status: 409, zh: '标签属于另一台盒子 {name}', en: 'the label is of another box, {name}' },
  PRINTER_UNKNOWN: { status: 404, zh: '没有打印机 {name}', en: 'there is no printer {name}' },
  PRINTER_AWAY: { status: 503, zh: '打印机连不上：{name}', en: 'the printer cannot be reached: {name}' },
  PRINTER_PAPER: { status: 503, zh: '打印机缺纸', en: 'the printer is out of paper' },
  PRINTER_COVER: { status: 503, zh: '打印机开着盖或已脱机', en: 'the printer is open or offline' },
})

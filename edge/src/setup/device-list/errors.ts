import { defineErrors } from '@zaojun/core'

/** What can be wrong with a device list, line by line. */
export const fail = defineErrors({
  LIST_EMPTY: { status: 400, zh: '清单是空的', en: 'the list is empty' },
  LIST_TOO_LARGE: { status: 413, zh: '清单过大：{name}', en: 'the list is too large: {name}' },
  LIST_QUOTE: { status: 400, zh: '引号没有闭合', en: 'a quotation mark is not closed' },
  LIST_COLUMN_UNKNOWN: { status: 400, zh: '不认识的列：{name}', en: 'unknown column: {name}' },
  LIST_COLUMN_TWICE: { status: 400, zh: '同一列出现两次：{name}', en: 'this column stands twice: {name}' },
  LIST_COLUMN_MISSING: { status: 400, zh: '缺少列：{name}', en: 'a column is missing: {name}' },
  LIST_VALUE_MISSING: { status: 400, zh: '这一格必须填写', en: 'this cell must be filled' },
  LIST_VALUE: { status: 400, zh: '这个值不合要求：{name}', en: 'this value is not accepted: {name}' },
  LIST_DEVICE_TWICE: {
    status: 409,
    zh: '设备编号在清单里出现两次：{name}',
    en: 'this device id stands twice in the list: {name}',
  },
  LIST_BUS_DIFFERS: {
    status: 409,
    zh: '同一总线在别的行里写法不同：{name}',
    en: 'another line describes this bus differently: {name}',
  },
  LIST_UNIT_DIFFERS: {
    status: 409,
    zh: '同一仪表在别的行里写法不同：{name}',
    en: 'another line describes this unit differently: {name}',
  },
  LIST_PARAM: {
    status: 400,
    zh: '型号没有这个参数，或值不合要求：{name}',
    en: 'no such parameter, or a wrong value: {name}',
  },
})

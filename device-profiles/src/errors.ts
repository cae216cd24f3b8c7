import { defineErrors } from '@zaojun/core'

/** What can be wrong in the catalogue or in how a unit is bound. `place`: file, then the path inside it. */
export const catalogueError = defineErrors({
  CATALOGUE_FILE: { status: 422, zh: '目录文件不正确：{name}', en: 'The catalogue file is wrong: {name}' },
  CATALOGUE_DUPLICATE: { status: 422, zh: '编号重复：{name}', en: 'The id stands twice: {name}' },
  CATALOGUE_UNKNOWN: {
    status: 422,
    zh: '引用了不存在的名称：{name}',
    en: 'Names something that does not exist: {name}',
  },
  CATALOGUE_PROFILE: { status: 422, zh: '设备型号文件不正确：{name}', en: 'The profile is wrong: {name}' },
  CATALOGUE_FORM: { status: 422, zh: '表单不正确：{name}', en: 'The form is wrong: {name}' },
  CATALOGUE_RULE: { status: 422, zh: '规则不正确：{name}', en: 'The rule is wrong: {name}' },
  CATALOGUE_VECTOR: {
    status: 422,
    zh: '型号的字节样例不成立：{name}',
    en: 'A byte vector of the profile fails: {name}',
  },
  BINDING_KIND: { status: 422, zh: '没有这种设备：{name}', en: 'There is no kind of device called {name}' },
  BINDING_PROFILE: { status: 422, zh: '没有这个型号：{name}', en: 'There is no profile called {name}' },
  BINDING_MISMATCH: {
    status: 422,
    zh: '型号与设备种类不符：{name}',
    en: 'The profile does not serve this kind: {name}',
  },
  BINDING_POSITION: { status: 422, zh: '该单元没有这个位置：{name}', en: 'The unit has no such position: {name}' },
})

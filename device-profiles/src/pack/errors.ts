import { defineErrors } from '@zaojun/core'

/** Why a profile pack is refused. `place`: pack, then file, then the path inside it. */
export const packError = defineErrors({
  PACK_TOO_LARGE: { status: 413, zh: '型号包过大：{name}', en: 'The profile pack is too large: {name}' },
  PACK_MALFORMED: { status: 422, zh: '不是型号包：{name}', en: 'This is no profile pack: {name}' },
  PACK_ISSUER: {
    status: 422,
    zh: '型号包的签发者不受信任：{name}',
    en: 'The issuer of the profile pack is not trusted: {name}',
  },
  PACK_SIGNATURE: {
    status: 422,
    zh: '型号包的签名不成立：{name}',
    en: 'The signature of the profile pack does not hold: {name}',
  },
  PACK_FILE: { status: 422, zh: '型号包中的文件不正确：{name}', en: 'A file of the profile pack is wrong: {name}' },
  PACK_VERSION: {
    status: 409,
    zh: '已装有同版本或更新的型号包：{name}',
    en: 'The same or a newer version of the profile pack is installed: {name}',
  },
  PACK_SHADOWS: {
    status: 409,
    zh: '型号包会遮盖已有的编号：{name}',
    en: 'The profile pack would hide an id that is already taken: {name}',
  },
  PACK_KIND_CHANGED: {
    status: 409,
    zh: '型号包改动了已有的设备种类：{name}',
    en: 'The profile pack changes a kind that is already in use: {name}',
  },
})

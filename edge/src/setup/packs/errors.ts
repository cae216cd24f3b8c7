import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  PACK_UNKNOWN: { status: 404, zh: '没有安装这个型号包：{name}', en: 'this profile pack is not installed: {name}' },
  PACK_IN_USE: {
    status: 409,
    zh: '型号包仍有仪表或设备在用：{name}',
    en: 'units or devices still use the profile pack: {name}',
  },
  PACK_KEY: { status: 400, zh: '不是 Ed25519 公钥：{name}', en: 'this is no Ed25519 public key: {name}' },
  PACK_KEY_UNKNOWN: { status: 404, zh: '没有这把信任的公钥：{name}', en: 'there is no such trusted key: {name}' },
  PACK_KEY_IN_USE: {
    status: 409,
    zh: '这把公钥签发的型号包还装着：{name}',
    en: 'a profile pack signed with this key is still installed: {name}',
  },
  USB_FILE: { status: 404, zh: 'U 盘上没有这个文件：{name}', en: 'there is no such file on the USB stick: {name}' },
})

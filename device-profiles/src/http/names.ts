import type { Fields } from '../message/message.ts'

/** Where notifications say which unit they come from, the likeliest first: MAC, serial number, the unit's own id. */
const NAME_FIELDS = [
  'macAddress',
  'Metadata.DevInfo.macAddress',
  'Source.MacAddress',
  'device_info.device_mac',
  'serialNumber',
  'shortSerialNumber',
  'deviceSerial',
  'device_info.device_sn',
  'serial',
  'deviceID',
]
const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

/** The names the sender of a notification gives itself that can be addresses. */
export function callerNames(fields: Fields): string[] {
  const given = NAME_FIELDS.map((field) => fields[field]?.value)
  return given.filter((value): value is string => typeof value === 'string' && NAME.test(value))
}

import { defineErrors } from '@zaojun/core'
import { type Form, type FormField, unitFactor } from '@zaojun/device-profiles'
import type { PersonalValues } from '../gateway/personal-parts.ts'
import { isSure, type Sight } from '../points/sight.ts'

export const fail = defineErrors({
  RECORD_FIELD_UNKNOWN: { status: 422, zh: '表单没有这一项：{name}', en: 'the form has no field {name}' },
  RECORD_FIELD_MISSING: { status: 422, zh: '请填写：{name}', en: 'the form asks for {name}' },
  RECORD_FIELD_VALUE: { status: 422, zh: '内容不合要求：{name}', en: 'the value does not fit {name}' },
  RECORD_NO_READING: {
    status: 409,
    zh: '设备现在没有可用的读数：{name}',
    en: 'there is no good reading of {name} now',
  },
  RECORD_MEASURED: {
    status: 422,
    zh: '{name} 有设备在测，请从设备取值',
    en: '{name} is measured by a device now: take it from there',
  },
})

/** Beside the fields: which duty is done, and what was measured. */
const ALONGSIDE = ['duty', 'measured']
const DATE = /^\d{4}-\d{2}-\d{2}$/
const DIGEST = /^[0-9a-f]{64}$/

type Data = Record<string, unknown>
/** Which device each measured field is taken from. */
export type Measured = Record<string, string>
export type CheckedRecord = { data: Data; personal: PersonalValues }

/**
 * A record as its form wants it. Fields of `measured` are taken from the device itself, with the seq of the reading;
 * personal ones go apart. A number is typed only where no device has it now, and the record says so in `typed`.
 * Throws `RECORD_…` with the field as the place.
 */
export function checkRecord(form: Form, given: Data, measured: Measured, sight: Sight): CheckedRecord {
  for (const key of [...Object.keys(given), ...Object.keys(measured)])
    if (form.fields[key] === undefined && !ALONGSIDE.includes(key))
      throw fail('RECORD_FIELD_UNKNOWN', { name: key, place: key })
  const proofs: Record<string, { device: string; point: string; seq: number | null }> = {}
  const data: Data = { ...given }
  for (const [key, device] of Object.entries(measured)) {
    const field = form.fields[key]
    if (field === undefined) continue
    const { value, proof } = take(key, field, device, sight)
    data[key] = value
    proofs[key] = proof
  }
  const personal: PersonalValues = {}
  const typed: string[] = []
  for (const [key, field] of Object.entries(form.fields)) {
    const value = data[key]
    if (!isAsked(field, data)) {
      if (value !== undefined) throw fail('RECORD_FIELD_UNKNOWN', { name: key, place: key })
      continue
    }
    if (value === undefined || value === '') {
      if (field.required === true) throw fail('RECORD_FIELD_MISSING', { name: field.name.zh, place: key })
      delete data[key]
      continue
    }
    if (!fitsField(field, value)) throw fail('RECORD_FIELD_VALUE', { name: field.name.zh, place: key })
    if (field.from !== undefined && proofs[key] === undefined) {
      if (isMeasured(field.from, sight)) throw fail('RECORD_MEASURED', { name: field.name.zh, place: key })
      typed.push(key)
    }
    if (field.personal === undefined) continue
    const { purpose, retentionDays, basis } = field.personal
    personal[key] = { value, purpose, basis, days: retentionDays }
    delete data[key]
  }
  if (Object.keys(proofs).length > 0) data.measured = proofs
  // What a device would have said, had it been able to.
  if (typed.length > 0) data.typed = typed
  return { data: { ...data, version: form.version }, personal }
}

/** The number a point reads, where there is one to be sure of now. */
function numberNow(device: string, point: string, sight: Sight): { value: number; seq: number | null } | undefined {
  const newest = sight.newest(device, point)
  if (!isSure(newest, sight) || typeof newest.reading.value !== 'number') return undefined
  return { value: newest.reading.value, seq: newest.seq }
}

/** Whether any device that may be asked knows the number. */
const isMeasured = ({ kinds, point }: NonNullable<FormField['from']>, sight: Sight): boolean =>
  sight
    .registry()
    .devices.some(
      ({ id, kind, state }) => state !== 'retired' && kinds.includes(kind) && numberNow(id, point, sight) !== undefined,
    )

function isAsked({ when = {} }: FormField, data: Data): boolean {
  return Object.entries(when).every(([other, wanted]) => [wanted].flat().includes(data[other] as string))
}

function fitsField({ value: type, options = {}, min, max }: FormField, value: unknown): boolean {
  switch (type) {
    case 'number':
      return (
        typeof value === 'number' && Number.isFinite(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity)
      )
    case 'boolean':
      return typeof value === 'boolean'
    case 'choice':
      return typeof value === 'string' && options[value] !== undefined
    case 'choices':
      return Array.isArray(value) && value.length > 0 && value.every((each) => options[String(each)] !== undefined)
    case 'date':
      return typeof value === 'string' && DATE.test(value)
    case 'photo':
    case 'signature':
      return typeof value === 'string' && DIGEST.test(value)
    case 'person':
    case 'text':
      return typeof value === 'string' && value.length <= 1024
  }
}

function take(key: string, { from, unit, name }: FormField, id: string, sight: Sight) {
  const device = sight.registry().devices.find((row) => row.id === id)
  if (from === undefined || device === undefined || !from.kinds.includes(device.kind))
    throw fail('RECORD_FIELD_VALUE', { name: `${name.zh}: ${id}`, place: key })
  const now = numberNow(id, from.point, sight)
  if (now === undefined) throw fail('RECORD_NO_READING', { name: device.name, place: key })
  const factor = unitFactor(sight.catalogue.kinds.get(device.kind)?.points[from.point]?.unit, unit) ?? 1
  return { value: now.value * factor, proof: { device: id, point: from.point, seq: now.seq } }
}

import { Bilingual, DEVICE_STATES, Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { asPerson, failures, SiteParams, shape } from '../../http/common.ts'

export const DevicePoint = shape('DevicePoint', {
  point: Id,
  name: Bilingual,
  unit: Type.Optional(Type.String({ description: 'UCUM' })),
  unitText: Type.Optional(Type.String()),
  decimals: Type.Optional(Type.Integer()),
  value: Type.Enum(['number', 'boolean', 'text'] as const),
  states: Type.Optional(Type.Record(Type.String(), Bilingual)),
  main: Type.Optional(Type.Boolean()),
})
export type DevicePoint = Static<typeof DevicePoint>

export const DeviceRow = shape('Device', {
  id: Id,
  kind: Id,
  name: Type.String(),
  zone: Id,
  state: Type.Enum(DEVICE_STATES),
  box: Id,
  points: Type.Array(DevicePoint),
})
export type DeviceRow = Static<typeof DeviceRow>

export const listDevices = {
  operationId: 'listDevices',
  summary: 'Devices of a site with their points, as its boxes last registered them',
  tags: ['devices'],
  security: asPerson,
  params: SiteParams,
  response: { 200: shape('DeviceList', { devices: Type.Array(DeviceRow) }), ...failures(401, 403, 404) },
}

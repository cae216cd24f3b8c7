import { Id } from '@zaojun/core'
import Type from 'typebox'
import { asPerson, Empty, failures, SiteParams, shape, WallMs } from '../../http/common.ts'

const tags = ['alarms']
const security = asPerson

export const Maintenance = shape('Maintenance', {
  id: Type.String(),
  site: Id,
  from: WallMs,
  to: WallMs,
  reason: Type.String(),
  by: Type.String(),
  createdAt: WallMs,
})
export const NewMaintenance = shape('NewMaintenance', {
  from: WallMs,
  to: WallMs,
  reason: Type.String({ minLength: 1, maxLength: 200 }),
})

export const listMaintenance = {
  operationId: 'listMaintenance',
  summary: 'Windows of maintenance that are not over',
  tags,
  security,
  params: SiteParams,
  response: { 200: shape('MaintenanceList', { windows: Type.Array(Maintenance) }), ...failures(401, 404) },
}
export const addMaintenance = {
  operationId: 'addMaintenance',
  summary: 'While it lasts the cloud’s own alarms about the site are suppressed; those of its boxes go on',
  tags,
  security,
  params: SiteParams,
  body: NewMaintenance,
  response: { 201: Maintenance, ...failures(400, 401, 404) },
}
export const endMaintenance = {
  operationId: 'endMaintenance',
  summary: 'Ends a window of maintenance now',
  tags,
  security,
  params: Type.Object({ ...SiteParams.properties, id: Type.String({ maxLength: 64 }) }),
  response: { 204: Empty, ...failures(401, 404) },
}

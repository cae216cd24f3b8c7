import { Id, Zone } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { asPerson, failures, SiteParams, shape, WallMs } from '../../http/common.ts'
import { named } from '../../http/named.ts'
import { DeviceRow } from '../devices/schema.ts'

const tags = ['sites']
export const SITE_STATES = ['normal', 'stale', 'offline'] as const

const siteFields = {
  id: Id,
  name: Type.String(),
  timeZone: Type.String({ description: 'IANA name' }),
  state: Type.Enum(SITE_STATES, { description: 'By the age of the newest batch of its most silent box' }),
  boxes: Type.Integer(),
  lastBatchAt: Type.Union([Type.Integer(), Type.Null()], { description: 'UTC ms' }),
  missing: Type.Integer({ description: 'Count of batches neither held nor awaited' }),
  gaps: Type.Integer({ description: 'Count of gap entries' }),
}
export const SiteRow = shape('Site', { ...siteFields, devices: Type.Integer({ description: 'Count of devices' }) })
export type SiteRow = Static<typeof SiteRow>

export const SiteDetail = shape('SiteDetail', {
  ...siteFields,
  zones: Type.Array(named('Zone', Zone)),
  devices: Type.Array(DeviceRow),
})
export type SiteDetail = Static<typeof SiteDetail>

export const NewSite = shape('NewSite', {
  id: Id,
  name: Type.String({ minLength: 1, maxLength: 80 }),
  timeZone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name, e.g. Asia/Shanghai' }),
})
export type NewSite = Static<typeof NewSite>

export const listSites = {
  operationId: 'listSites',
  summary: 'All sites with their state',
  tags,
  security: asPerson,
  response: { 200: shape('SiteList', { sites: Type.Array(SiteRow) }), ...failures(401, 403) },
}

export const createSite = {
  operationId: 'createSite',
  summary: 'Adds a site',
  tags,
  security: asPerson,
  body: NewSite,
  response: { 201: SiteRow, ...failures(400, 401, 403, 409) },
}

export const getSite = {
  operationId: 'getSite',
  summary: 'One site with its zones and devices',
  tags,
  security: asPerson,
  params: SiteParams,
  response: { 200: SiteDetail, ...failures(401, 403, 404) },
}

export const createCode = {
  operationId: 'createEnrolmentCode',
  summary: 'Makes a one-time code with which one box can join this site within 30 minutes',
  tags,
  security: asPerson,
  params: SiteParams,
  response: {
    201: shape('EnrolmentCode', { code: Type.String(), expiresAt: WallMs }),
    ...failures(401, 403, 404),
  },
}

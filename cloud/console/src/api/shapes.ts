import type { components } from '../generated/api.ts'

/** The API's own shapes under their short names. */
type Schemas = components['schemas']
export type Site = Schemas['Site']
export type SiteDetail = Schemas['SiteDetail']
export type Device = Schemas['Device']
export type DevicePoint = Schemas['DevicePoint']
export type Latest = Schemas['Latest']
export type Box = Schemas['Box']
export type Series = Schemas['Series']
export type SiteEntry = Schemas['SiteEntry']
export type Removed = Schemas['RemovedByPolicy']
export type Part = Schemas['DetachedPart']
export type Kind = Schemas['Kind']
export type Grant = Schemas['Grant']
export type RightsStatement = Schemas['RightsStatementRow']
export type DataRead = Schemas['DataRead']
export type Party = Schemas['Party']
export type SiteRights = Schemas['SiteRights']
export type Alarm = Schemas['AlarmRow']
export type AlarmDetail = Schemas['AlarmDetail']
export type Availability = Schemas['Availability']
export type SiteState = Site['state']

export const seriesKey = (device: string, point: string): string => `${device}/${point}`

import { answerOf, client } from './client.ts'
import type { paths } from './shapes.ts'

/** Shapes and calls of the installer's part of the box's API. */
type Answer<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } }
  ? Body
  : never
type Body<Operation> = Operation extends { requestBody: { content: { 'application/json': infer Given } } }
  ? Given
  : never

export type Scan = Answer<paths['/api/scans/{id}']['get']>
export type ScanRequest = Body<paths['/api/scans']['post']>
export type Found = Scan['found'][number]
export type Suggestion = Found['suggestions'][number]
export type SerialPlace = Answer<paths['/api/serial-ports']['get']>[number]
export type Catalogue = Answer<paths['/api/catalogue']['get']>
export type ProfileFace = Catalogue['profiles'][number]
export type Param = NonNullable<ProfileFace['params']>[string]
export type Additions = Body<paths['/api/kitchen']['post']>
export type Bus = Additions['buses'][number]
export type Unit = Additions['units'][number]
export type UnitRow = Answer<paths['/api/units']['get']>[number]
export type BusRow = Answer<paths['/api/buses']['get']>[number]
export type ChannelRow = Answer<paths['/api/units/{id}/channels']['get']>[number]
export type CalibrationRow = Answer<paths['/api/calibrations']['get']>['calibrations'][number]
export type NewCalibration = Body<paths['/api/calibrations']['post']>
export type Replacement = Body<paths['/api/units/{id}/replace']['post']>
export type ListReport = Answer<paths['/api/device-list']['post']>
export type PackList = Answer<paths['/api/packs']['get']>
export type PackReport = Answer<paths['/api/packs']['post']>
export type UsbFile = Answer<paths['/api/usb']['get']>[number]
export type SetupWarning = Answer<paths['/api/setup/warnings']['get']>[number]

/** Sends a file's exact bytes. */
const raw = (bytes: Blob, type: string) => ({
  body: bytes as never,
  bodySerializer: () => bytes,
  headers: { 'content-type': type },
})
const byId = (id: string) => ({ params: { path: { id } } })
const byName = (name: string) => ({ params: { path: { name } } })

export const setupBox = {
  catalogue: (): Promise<Catalogue> => answerOf(client.GET('/api/catalogue')),
  serialPorts: (): Promise<SerialPlace[]> => answerOf(client.GET('/api/serial-ports')),
  units: (): Promise<UnitRow[]> => answerOf(client.GET('/api/units')),
  buses: (): Promise<BusRow[]> => answerOf(client.GET('/api/buses')),
  channels: (unit: string): Promise<ChannelRow[]> => answerOf(client.GET('/api/units/{id}/channels', byId(unit))),
  add: (body: Additions) => answerOf(client.POST('/api/kitchen', { body })),

  scan: (body: ScanRequest): Promise<Scan> => answerOf(client.POST('/api/scans', { body })),
  scans: (): Promise<Scan[]> => answerOf(client.GET('/api/scans')),
  scanNow: (id: string): Promise<Scan> => answerOf(client.GET('/api/scans/{id}', byId(id))),
  cancelScan: (id: string): Promise<Scan> => answerOf(client.DELETE('/api/scans/{id}', byId(id))),

  calibrations: async (unit: string): Promise<CalibrationRow[]> =>
    (await answerOf(client.GET('/api/calibrations', { params: { query: { unit } } }))).calibrations,
  calibrate: (body: NewCalibration) => answerOf(client.POST('/api/calibrations', { body })),
  replace: (unit: string, body: Replacement) =>
    answerOf(client.POST('/api/units/{id}/replace', { ...byId(unit), body })),

  sendList: (bytes: Blob, apply: boolean): Promise<ListReport> =>
    answerOf(client.POST('/api/device-list', { params: { query: { apply } }, ...raw(bytes, 'text/csv') })),

  packs: (): Promise<PackList> => answerOf(client.GET('/api/packs')),
  sendPack: (bytes: Blob, apply: boolean): Promise<PackReport> =>
    answerOf(client.POST('/api/packs', { params: { query: { apply } }, ...raw(bytes, 'application/octet-stream') })),
  removePack: (id: string): Promise<PackList> => answerOf(client.DELETE('/api/packs/{id}', byId(id))),
  trust: (issuer: string, publicKey: string) =>
    answerOf(client.POST('/api/pack-keys', { body: { issuer, publicKey } })),
  distrust: (fingerprint: string) =>
    answerOf(client.DELETE('/api/pack-keys/{fingerprint}', { params: { path: { fingerprint } } })),
  usb: (): Promise<UsbFile[]> => answerOf(client.GET('/api/usb')),
  usbFile: (path: string): Promise<Blob> =>
    answerOf(client.GET('/api/usb/file', { params: { query: { path } }, parseAs: 'blob' })) as Promise<Blob>,

  secrets: async (): Promise<string[]> => (await answerOf(client.GET('/api/secrets'))).names,
  setSecret: (name: string, secret: string) =>
    answerOf(client.PUT('/api/secrets/{name}', { ...byName(name), body: { secret } })),
  makeSecret: async (name: string): Promise<string> =>
    (await answerOf(client.POST('/api/secrets/{name}/generate', byName(name)))).secret,
  removeSecret: (name: string) => answerOf(client.DELETE('/api/secrets/{name}', byName(name))),
}

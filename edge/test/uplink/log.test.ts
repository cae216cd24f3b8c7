import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { UplinkStatus } from '../../src/uplink/uplink.ts'
import { type Caller, SITE, startBox, startCloud } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Entries = { entries: { type: string; event?: string; data?: { code: string } }[] }
type Alarms = { alarms: { rule: string; active: boolean }[] }
type Log = { checkpoint: string; size: number; witnesses: { name: string; seen: number; fault: string | null }[] }

const QUICK = ['--uplink.heartbeatSeconds', '1', '--uplink.proofSeconds', '1']
const weigh = (box: Caller, n: number) => box.send('POST', '/api/records', { form: 'weighing', by: 'p-1', data: { n } })
const proven = (box: Caller, batches: number) =>
  box.until<UplinkStatus, UplinkStatus>(
    '/api/uplink',
    (status) =>
      status.newestBatch >= batches &&
      status.pendingBatches === 0 &&
      status.log.unproven === 0 &&
      status.log.provenBatch === status.newestBatch &&
      status,
  )
const told = (box: Caller, code: string) =>
  box.until<Entries, boolean>('/api/entries?types=event&limit=1000', ({ entries }) =>
    entries.some(({ event, data }) => event === 'log-broken' && data?.code === code),
  )
/** Settings of the cloud in that folder. */
function settle(folder: string, proof: object): void {
  mkdirSync(join(folder, 'cloud'), { recursive: true })
  writeFileSync(join(folder, 'cloud', 'cloud.yaml'), stringify({ proof }))
}
async function kitchen(folder: string, flags: string[] = []) {
  const cloud = await startCloud(folder)
  const { code } = await cloud.server.provision(SITE)
  const uplink = ['--uplink.url', cloud.server.url, '--uplink.code', code, ...QUICK, ...flags]
  return { ...cloud, ...(await startBox(folder, { uplink })), uplink }
}

it('[P1] a box is shown that each batch it has a receipt for stands in the log, and keeps what it has seen of it', async () => {
  const folder = temporaryFolder('log')
  const { box, gateway, uplink } = await kitchen(folder)
  await proven(box, 1)
  await weigh(box, 1)
  const before = await proven(box, 2)
  expect(before.log).toMatchObject({ fault: null, witnesses: [], witness: null })
  expect(before.log.size).toBeGreaterThan(before.log.provenBatch ?? 0)
  await gateway.stop()
  const again = await startBox(folder, { uplink })
  const { log } = (await again.box.get<UplinkStatus>('/api/uplink')).body
  expect(log.size).toBeGreaterThanOrEqual(before.log.size)
  expect(log.origin).toBe(before.log.origin)
})

it('[P1] a box that was told «taken» of what the log never holds says so and sounds an alarm, until the log has it', async () => {
  const folder = temporaryFolder('log')
  settle(folder, { sequenceMs: 60_000 })
  const { box, server, admin } = await kitchen(folder)
  // The policy stands in the log; what comes now waits for its next step, a minute away.
  await admin.get('/v1/log')
  await weigh(box, 1)
  await told(box, 'LOG_MISSING')
  const standing = ({ alarms }: Alarms) => alarms.some(({ rule, active }) => rule === 'log-broken' && active)
  await box.until<Alarms, boolean>('/api/alarms', standing)
  await server.cloud.merkleLog.now()
  await box.until<UplinkStatus, boolean>('/api/uplink', ({ log }) => log.fault === null)
  await box.until<Alarms, boolean>('/api/alarms', (all) => !standing(all))
})

it('[P1] a log put back to an older state that goes another way is found out by the box itself', async () => {
  const folder = temporaryFolder('log')
  const { box, server, admin } = await kitchen(folder)
  await proven(box, 1)
  const port = Number(new URL(server.url).port)
  await admin.send('POST', '/v1/parties', { id: 'bureau', name: 'bureau', kind: 'regulator' })
  await server.stop()
  const kept = join(folder, 'kept')
  cpSync(join(folder, 'cloud'), kept, { recursive: true })
  const second = await startCloud(folder, port)
  await weigh(box, 1)
  const { log } = await proven(box, 2)
  await second.server.stop()
  rmSync(join(folder, 'cloud'), { recursive: true })
  cpSync(kept, join(folder, 'cloud'), { recursive: true })
  const third = await startCloud(folder, port)
  // Something else comes first this time.
  const grant = { party: 'bureau', kinds: ['readings'], purpose: 'audit' }
  for (let n = 0; n <= log.size; n++) await third.admin.send('POST', `/v1/sites/${SITE.id}/grants`, grant)
  await third.server.cloud.merkleLog.now()
  await weigh(box, 2)
  await told(box, 'LOG_CONTRADICTS')
  // It keeps what it has seen: the other history never becomes its own.
  expect((await box.get<UplinkStatus>('/api/uplink')).body.log.size).toBe(log.size)
})

it('[P1] a box is a witness of the log that holds the data of other sites: its cosignature stands on checkpoint and proof', async () => {
  const folder = temporaryFolder('log')
  const flags = ['--witness.enabled', 'true', '--witness.everySeconds', '1']
  const first = await kitchen(folder, flags)
  const { log } = await proven(first.box, 1)
  // The cloud does not know this witness yet.
  const refused = ({ log: { witness } }: UplinkStatus) => witness?.fault === 'WITNESS_UNKNOWN'
  await first.box.until<UplinkStatus, boolean>('/api/uplink', refused)
  const port = Number(new URL(first.server.url).port)
  await first.server.stop()
  const key = log.witness?.key ?? ''
  settle(folder, { witnesses: [{ key }] })
  const { admin } = await startCloud(folder, port)
  await weigh(first.box, 1)
  const name = key.split('+')[0] ?? ''
  const state = await admin.until<Log, Log>('/v1/log', (all) => all.checkpoint.includes(`— ${name} `) && all)
  expect(state.witnesses).toMatchObject([{ name, seen: state.size, fault: null }])
  const batch = `/v1/sites/${SITE.id}/boxes/${first.gateway.box.identity.id}/batches/1/proof`
  const { body } = await admin.get<{ proof: string }>(batch)
  expect(body.proof).toContain(`— ${name} `)
})

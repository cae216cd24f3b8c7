import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayOf } from '@zaojun/core'
import type { Registry as MetricsRegistry } from 'prom-client'
import { Alarming } from '../alarms/index.ts'
import { Surroundings } from '../alarms/surroundings.ts'
import { Login } from '../api/login.ts'
import type { BoxClock } from '../clock.ts'
import type { EdgeConfig } from '../config.ts'
import { Duties } from '../duties/duties.ts'
import { loadIdentity } from '../identity.ts'
import { Interlocks } from '../interlocks/interlocks.ts'
import { siteInterlocks } from '../interlocks/site-interlocks.ts'
import { readCode } from '../labels/label.ts'
import { Labels } from '../labels/labels.ts'
import { Printers } from '../labels/printers.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Opened } from '../ledger/writer.ts'
import { provisionSecret } from '../node-red/secrets.ts'
import { FLOW_FILE } from '../node-red/settings.ts'
import { Channels } from '../notify/channels.ts'
import { Notifier } from '../notify/notifier.ts'
import { NoticeOutbox } from '../notify/outbox.ts'
import { BadgeWait } from '../people/badge-wait.ts'
import { People } from '../people/people.ts'
import { SignedOn } from '../people/signed-on.ts'
import { Points } from '../points/points.ts'
import type { Sight } from '../points/sight.ts'
import { Quantities } from '../quantities/quantities.ts'
import type { Report } from '../report.ts'
import { Packs } from '../setup/packs/packs.ts'
import { TrustedKeys } from '../setup/packs/trusted-keys.ts'
import { Scans } from '../setup/scan/scans.ts'
import { boxPaths } from '../supervisor/box.ts'
import { openWitness } from '../uplink/box-witness.ts'
import { Sealing } from '../uplink/sealing.ts'
import { Uplink } from '../uplink/uplink.ts'
import type { Box } from './box.ts'
import { BoxRegistry } from './box-registry.ts'
import { Buses } from './buses.ts'
import { Commands } from './commands.ts'
import { Consents } from './consents.ts'
import { Corrections } from './corrections.ts'
import { DeviceNotes } from './device-notes.ts'
import { DeviceHealths } from './health.ts'
import { LastEvents } from './last-events.ts'
import { NewestChannels } from './newest-channels.ts'
import { PersonalRetention } from './personal-retention.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { RoomGuard } from './room-guard.ts'
import { SecretStore } from './secret-store.ts'
import { UnitEvents } from './unit-events.ts'

export const SOFTWARE_VERSION = '0.1.0'
/** The cloud’s log breaks its word: a batch is not in it, or it does not only grow. */
const LOG_RULE = 'log-broken'

/** What must stand before the features can be put together. */
export type Ground = {
  config: EdgeConfig
  report: Report
  metrics: MetricsRegistry
  random: () => number
  ledger: Ledger
  clock: BoxClock
  opened: Opened
} & PacksInForce

/** The catalogue this box works with, and whose packs it trusts. */
export type PacksInForce = { packs: Packs; packKeys: TrustedKeys }

/** Reads the shipped catalogue and the packs of this box; a broken pack is a fault, a broken catalogue is thrown. */
export function loadPacks(data: string, report: Report): PacksInForce {
  const packKeys = new TrustedKeys(data)
  const packs = new Packs(data, packKeys)
  for (const { file, code, message } of packs.broken) report.fault({ code, place: `pack ${file}`, message })
  return { packs, packKeys }
}

/** Puts the gateway's features together; nothing is started. */
export function assemble(ground: Ground): { box: Box; sealing: Sealing } {
  const { config, report, metrics, random, ledger, clock, opened, packs, packKeys } = ground
  const { data } = config
  const paths = boxPaths(data)
  provisionSecret(paths.editorSecretFile)
  const identity = loadIdentity(data)
  const { catalogue } = packs
  const registry = new BoxRegistry({ ledger, catalogue, report, now: () => clock.now().wall }, opened, config.site)
  const points = new Points(ledger, clock, catalogue, report)
  const channels = new NewestChannels()
  const corrections = new Corrections()
  const notes = new DeviceNotes(catalogue, (timeZone) => {
    const { wall } = clock.now()
    return wall === null ? null : dayOf(timeZone, wall)
  })
  const healths = new DeviceHealths(points, clock, report, catalogue.kinds, (device) => notes.of(device))
  const secrets = new SecretStore(data)
  const pseudonyms = new Pseudonyms(data)
  const consents = new Consents(ledger, clock, opened.meta)
  const people = new People({ folder: data, pseudonyms, ledger, now: () => clock.mono() })
  const signedOn = new SignedOn(() => clock.mono())
  const badgeWait = new BadgeWait()
  const events = new UnitEvents({
    ledger,
    clock,
    catalogue,
    registry: () => registry.current,
    pseudonyms,
    consents,
    onDetails: () => uplink.detailAdded(),
    signsOn: (code, reader) => {
      if (readCode(code) === undefined && badgeWait.take(code)) return true
      const person = people.byBadge(code)
      if (person !== undefined) signedOn.open(person, reader)
      return person !== undefined
    },
    onWritten: (told) => {
      alarming.watcher.hear(told)
      if (told.event === 'code-read') report.watch('labels', labels.hear(told.device ?? '', told.data.code))
    },
  })
  const sight: Sight = {
    catalogue,
    registry: () => registry.current,
    newest: (device, point) => points.newest(device, point),
    now: () => clock.mono(),
  }
  const surroundings = new Surroundings(sight)
  const rooms = new RoomGuard(surroundings, () => registry.current)
  const alarming = new Alarming({
    ledger,
    clock,
    report,
    points,
    catalogue,
    surroundings,
    registry: () => registry.current,
    reachable: (device) => healths.reachable(device),
    meta: opened.meta,
  })
  const buses = new Buses(
    catalogue,
    {
      now: () => clock.mono(),
      random,
      time: () => clock.now().wall,
      onSamples: (samples) => {
        channels.note(samples)
        points.accept(samples)
      },
      corrections: (unit) => corrections.of(unit),
      onEvent: (event) => events.take(event),
      secret: (name) => secrets.get(name),
      keep: (name, secret) => secrets.keep(name, secret),
      harm: (device) => rooms.harm(device),
      onHealth: (health) => healths.note(health),
      report: ({ bus, unit, code, message }) =>
        report.fault({ code, place: unit === undefined ? `bus ${bus}` : `unit ${unit}`, message }),
    },
    report,
  )
  const scans = new Scans({
    registry: () => registry.current,
    catalogue,
    buses,
    context: { now: () => clock.mono(), random },
  })
  const uplink = new Uplink(
    {
      folder: data,
      identity,
      ledger,
      clock,
      report,
      random,
      meta: opened.meta,
      witness: config.witness.enabled ? openWitness(data, identity.id, report) : undefined,
      stand: (holds) => alarming.stand(LOG_RULE, { form: 'log' }, holds),
    },
    {
      ...config.uplink,
      log: { ...config.uplink, witnessSeconds: config.witness.everySeconds },
      softwareVersion: SOFTWARE_VERSION,
    },
  )
  const sealing = new Sealing(
    {
      ledger,
      clock,
      report,
      force: () => ({ flows: flowsDigest(paths.nodeRedDir), profiles: catalogue.digest, rules: alarming.digest() }),
      watched: () => uplink.watched,
      onSealed: (notes) => uplink.sealed(notes),
    },
    config.ledger,
  )
  const commands = new Commands(ledger, catalogue, registry, buses)
  const interlocks = new Interlocks({
    catalogue,
    declared: siteInterlocks(data, catalogue, report),
    commands,
    points,
    sight,
    surroundings,
    stand: (id, about, holds) => alarming.stand(id, about, holds),
    clock,
    ledger,
    report,
    meta: opened.meta,
  })
  registry.guardedBy((before, after) => interlocks.weakenedBy(before, after))
  const duties = new Duties({
    catalogue,
    clock,
    ledger,
    report,
    stand: (id, about, holds) => alarming.stand(id, about, holds),
    registry: () => registry.current,
    meta: opened.meta,
  })
  const quantities = new Quantities({
    alarms: alarming.alarms,
    ledger,
    clock,
    report,
    inForce: () => alarming.watcher.inForce(),
    registry: () => registry.current,
    meta: opened.meta,
  })
  const ways = new Channels(data)
  const notices = new NoticeOutbox(data)
  const notifier = new Notifier({
    channels: ways,
    outbox: notices,
    alarming,
    rule: (id) => alarming.watcher.rule(id),
    registry: () => registry.current,
    secret: (name) => secrets.get(name),
    now: () => Date.now(),
    order: async (device, command) => {
      const { result, reason } = await commands.give({ device, command, by: 'notify' })
      if (result === 'refused' || result === 'timed-out') throw new Error(reason ?? result)
    },
    random,
    report,
  })
  const labels = new Labels({
    box: identity.id,
    catalogue,
    ledger,
    registry: () => registry.current,
    duties: () => duties.all(),
  })
  const box: Box = {
    config,
    identity,
    catalogue,
    clock,
    ledger,
    registry,
    points,
    healths,
    notes,
    corrections,
    channels,
    sight,
    alarming,
    lastEvents: new LastEvents(catalogue, () => registry.current),
    secrets,
    pseudonyms,
    consents,
    retention: new PersonalRetention({ ledger, clock, report, onErased: () => uplink.detailAdded() }),
    buses,
    commands,
    interlocks,
    duties,
    quantities,
    labels,
    printers: new Printers(data),
    notifyChannels: ways,
    notices,
    notifier,
    scans,
    packs,
    packKeys,
    uplink,
    login: new Login(data, () => clock.mono()),
    people,
    signedOn,
    badgeWait,
    report,
    metrics,
    flowToken: provisionSecret(paths.flowTokenFile),
    softwareVersion: SOFTWARE_VERSION,
  }
  return { box, sealing }
}

/** SHA-256 of the flows in force; of nothing where there are none. */
function flowsDigest(folder: string): string {
  const file = join(folder, FLOW_FILE)
  return createHash('sha256')
    .update(existsSync(file) ? readFileSync(file) : '')
    .digest('hex')
}

import type { Catalogue } from '@zaojun/device-profiles'
import type { Registry as MetricsRegistry } from 'prom-client'
import type { Alarming } from '../alarms/index.ts'
import type { Login } from '../api/login.ts'
import type { BoxClock } from '../clock.ts'
import type { EdgeConfig } from '../config.ts'
import type { Duties } from '../duties/duties.ts'
import type { Identity } from '../identity.ts'
import type { Interlocks } from '../interlocks/interlocks.ts'
import type { Labels } from '../labels/labels.ts'
import type { Printers } from '../labels/printers.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Channels } from '../notify/channels.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { NoticeOutbox } from '../notify/outbox.ts'
import type { BadgeWait } from '../people/badge-wait.ts'
import type { People } from '../people/people.ts'
import type { SignedOn } from '../people/signed-on.ts'
import type { Points } from '../points/points.ts'
import type { Sight } from '../points/sight.ts'
import type { Quantities } from '../quantities/quantities.ts'
import type { Report } from '../report.ts'
import type { Packs } from '../setup/packs/packs.ts'
import type { TrustedKeys } from '../setup/packs/trusted-keys.ts'
import type { Scans } from '../setup/scan/scans.ts'
import type { Uplink } from '../uplink/uplink.ts'
import type { BoxRegistry } from './box-registry.ts'
import type { Buses } from './buses.ts'
import type { Commands } from './commands.ts'
import type { Consents } from './consents.ts'
import type { Corrections } from './corrections.ts'
import type { DeviceNotes } from './device-notes.ts'
import type { DeviceHealths } from './health.ts'
import type { LastEvents } from './last-events.ts'
import type { NewestChannels } from './newest-channels.ts'
import type { PersonalRetention } from './personal-retention.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import type { SecretStore } from './secret-store.ts'

/** The features of a running gateway, as the API sees them. */
export type Box = {
  config: EdgeConfig
  identity: Identity
  catalogue: Catalogue
  clock: BoxClock
  ledger: Ledger
  registry: BoxRegistry
  points: Points
  healths: DeviceHealths
  notes: DeviceNotes
  corrections: Corrections
  channels: NewestChannels
  sight: Sight
  alarming: Alarming
  lastEvents: LastEvents
  secrets: SecretStore
  pseudonyms: Pseudonyms
  consents: Consents
  retention: PersonalRetention
  buses: Buses
  commands: Commands
  interlocks: Interlocks
  duties: Duties
  quantities: Quantities
  labels: Labels
  printers: Printers
  notifyChannels: Channels
  notices: NoticeOutbox
  notifier: Notifier
  scans: Scans
  packs: Packs
  packKeys: TrustedKeys
  uplink: Uplink
  login: Login
  people: People
  signedOn: SignedOn
  badgeWait: BadgeWait
  report: Report
  metrics: MetricsRegistry
  /** The secret of the flow role. */
  flowToken: string
  softwareVersion: string
}

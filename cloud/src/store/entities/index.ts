import type { Queries } from '../queries.ts'
import { accountReads, accountWrites } from './accounts.ts'
import { alarmReads } from './alarms.ts'
import { archiveReads, archiveWrites } from './archive.ts'
import { batchReads } from './batches.ts'
import { boxReads, boxWrites } from './boxes.ts'
import { chunkReads, chunkWrites } from './chunks.ts'
import { entryReads, entryWrites } from './entries.ts'
import { erasureWrites } from './erasures.ts'
import { exportReads } from './exports.ts'
import { heartbeatReads, heartbeatWrites } from './heartbeats.ts'
import { keyReads, keyWrites } from './keys.ts'
import { leafReads } from './leaves.ts'
import { maintenanceReads, maintenanceWrites } from './maintenance.ts'
import { personalReads, personalWrites } from './personal.ts'
import { removalReads } from './removals.ts'
import { retentionReads, retentionWrites } from './retention.ts'
import { rightsReads, rightsWrites } from './rights.ts'
import { rightsStatementReads } from './rights-statements.ts'
import { rollupReads } from './rollup-reads.ts'
import { seriesReads } from './series.ts'
import { serviceReads, serviceWrites } from './service.ts'
import { settingReads, settingWrites } from './settings.ts'
import { siteReads, siteWrites } from './sites.ts'
import { turnWrites } from './turns.ts'

/** Everything that only reads, on either engine. Each takes one argument. */
export const entityReads = (queries: Queries) => ({
  ...accountReads(queries),
  ...alarmReads(queries),
  ...archiveReads(queries),
  ...batchReads(queries),
  ...boxReads(queries),
  ...chunkReads(queries),
  ...entryReads(queries),
  ...exportReads(queries),
  ...heartbeatReads(queries),
  ...keyReads(queries),
  ...rightsReads(queries),
  ...rightsStatementReads(queries),
  ...leafReads(queries),
  ...maintenanceReads(queries),
  ...personalReads(queries),
  ...removalReads(queries),
  ...retentionReads(queries),
  ...rollupReads(queries),
  ...seriesReads(queries),
  ...serviceReads(queries),
  ...settingReads(queries),
  ...siteReads(queries),
})

/** Everything that writes, on either engine; each call is one transaction. */
export const entityWrites = (queries: Queries) => ({
  ...accountWrites(queries),
  ...archiveWrites(queries),
  ...boxWrites(queries),
  ...chunkWrites(queries),
  ...entryWrites(queries),
  ...erasureWrites(queries),
  ...heartbeatWrites(queries),
  ...keyWrites(queries),
  ...rightsWrites(queries),
  ...maintenanceWrites(queries),
  ...personalWrites(queries),
  ...serviceWrites(queries),
  ...retentionWrites(queries),
  ...settingWrites(queries),
  ...siteWrites(queries),
  ...turnWrites(queries),
})

export type EntityReads = ReturnType<typeof entityReads>
export type EntityWrites = ReturnType<typeof entityWrites>

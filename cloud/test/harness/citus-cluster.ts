import { ownFolder, PostgresServer } from './postgres-server.ts'

const WORKERS = 2
/** Few, for tests: each is a table of its own on its machine. */
const SHARDS = '4'
const SETTINGS = {
  shared_preload_libraries: 'citus',
  max_connections: '500',
  max_worker_processes: '200',
  max_prepared_transactions: '500',
  shared_buffers: '64MB',
  'citus.shard_count': SHARDS,
}

/** A coordinator, then its workers, each a server of its own; databases made at the coordinator are made at all. */
export async function startCluster(
  settings: Record<string, string> = {},
): Promise<[PostgresServer, ...PostgresServer[]]> {
  const started: PostgresServer[] = []
  for (let each = 0; each <= WORKERS; each++) {
    const folder = await ownFolder()
    started.push(await PostgresServer.start({ ...SETTINGS, ...settings, 'citus.local_hostname': folder }, folder))
  }
  const [coordinator, ...workers] = started as [PostgresServer, ...PostgresServer[]]
  coordinator.leads(workers)
  return [coordinator, ...workers]
}

/** Lets the machines know of one another in a database that all have: its tables may be spread then. */
export function joinMachines(coordinator: PostgresServer, database: string): void {
  for (const server of [coordinator, ...coordinator.workers]) server.sql(database, 'CREATE EXTENSION citus')
  coordinator.sql(database, `SELECT citus_set_coordinator_host('${coordinator.folder}', 5432)`)
  for (const { folder } of coordinator.workers) coordinator.sql(database, `SELECT citus_add_node('${folder}', 5432)`)
}

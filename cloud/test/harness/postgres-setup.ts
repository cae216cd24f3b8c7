import type { TestProject } from 'vitest/node'
import { createPostgresStore } from '../../src/store/postgres/store.ts'
import { joinMachines, startCluster } from './citus-cluster.ts'
import { PostgresServer, READY } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the socket of the run's own PostgreSQL. */
    postgresFolder: string
  }
}

/** When the tests' clocks begin. */
const CLOCK = Date.UTC(2027, 2, 1, 8)

/** One server for all files that run on PostgreSQL; each cloud gets a database of its own, a copy of one that is ready. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const onCitus = process.env.ZAOJUN_TEST_CITUS !== undefined
  const [server] = onCitus ? await startCluster() : [await PostgresServer.start()]
  for (const each of [server, ...server.workers]) each.sql('postgres', `CREATE DATABASE ${READY}`)
  if (onCitus) joinMachines(server, READY)
  const store = createPostgresStore({
    url: server.url(READY),
    connections: 2,
    statementSeconds: 60,
    startSeconds: 60,
    now: () => CLOCK,
    random: Math.random,
    onFailure: (_place, error) => console.error(error),
  })
  await store.start()
  await store.stop()
  if (onCitus) for (const each of [server, ...server.workers]) each.empty(READY)
  project.provide('postgresFolder', server.folder)
  return () => server.remove()
}

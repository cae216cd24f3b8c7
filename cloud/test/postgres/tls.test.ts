import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Certificates } from '../../../edge/test/interop/certificates.ts'
import { freePort } from '../../../scripts/free-port.ts'
import { ownFolder, PostgresServer } from '../harness/postgres-server.ts'
import { openTestCloud } from '../harness/test-cloud.ts'

const made = mkdtempSync(join(tmpdir(), 'zaojun-pg-tls-'))
let authority: string
let server: PostgresServer
let url: string
beforeAll(async () => {
  const certificates = new Certificates(made)
  authority = await certificates.authority('authority')
  const { certFile, keyFile } = await certificates.signed('server', 'authority', 'IP:127.0.0.1')
  const folder = await ownFolder()
  const { uid, gid } = statSync(folder)
  const own = (file: string, name: string): string => {
    const copy = join(folder, name)
    copyFileSync(file, copy)
    chmodSync(copy, 0o600)
    chownSync(copy, uid, gid)
    return copy
  }
  const tls = { ssl: 'on', ssl_cert_file: own(certFile, 'server.crt'), ssl_key_file: own(keyFile, 'server.key') }
  const port = await freePort()
  server = await PostgresServer.start({ ...tls, listen_addresses: '127.0.0.1', port: String(port) }, folder)
  url = `postgres://zaojun@127.0.0.1:${port}/postgres`
})
afterAll(async () => {
  await server.remove()
  rmSync(made, { recursive: true })
})

const folder = join(made, 'data')
const opened = (ssl: string) => openTestCloud({ folder, store: { url: `${url}?${ssl}`, startSeconds: 1 } })

it('require encrypts and does not look whose certificate it is, as libpq does', async () => {
  const t = await opened('sslmode=require')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'zaojun-cloud'`,
  )
  expect(rows).toEqual([{ ssl: true }])
  await client.end()
  await t.close()
})

it('verify-full goes by the authority that is named, and takes nobody else’s word', async () => {
  await expect(opened('sslmode=verify-full')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  const t = await opened(`sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`)
  expect((await t.ask('GET /v1/health')).body).toMatchObject({ status: 'ok' })
  await t.close()
})

it('verify-ca without an authority is refused before anybody is asked', async () => {
  await expect(opened('sslmode=verify-ca')).rejects.toMatchObject({ code: 'STORE_URL' })
})

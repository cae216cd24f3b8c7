import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Ledger } from '../../edge/src/ledger/ledger.ts'

const PASSWORD = 'drain-bench-password'
export const SITE = { id: 'bench', name: 'bench', timeZone: 'Asia/Shanghai' }
const DEVICES = 300

export type Admin = (method: string, path: string, body?: unknown) => Promise<unknown>

/** Writes so many readings of many devices into a ledger. */
export async function fill(ledger: Ledger, readings: number): Promise<void> {
  const waiting: Promise<number>[] = []
  for (let n = 0; n < readings; n++) {
    const value = Math.round(200 + 30 * Math.sin(n / 5_000) + 5 * Math.random()) / 10
    waiting.push(
      ledger.append({
        type: 'reading',
        device: `device-${n % DEVICES}`,
        point: 'p',
        value,
        quality: 'good',
        origin: 'simulated',
      }),
    )
    if (waiting.length === 20_000) await Promise.all(waiting.splice(0))
  }
  await Promise.all(waiting)
}

/** A cloud in a process of its own, with a site and a code to enrol a box. `stop` ends it. */
export async function startCloud(
  folder: string,
): Promise<{ url: string; code: string; admin: Admin; stop(): Promise<void> }> {
  const flags = ['--data', join(folder, 'cloud'), '--http.port', '0', '--log.level', 'silent']
  const cloud: ChildProcess & { stdout: NodeJS.ReadableStream | null } = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../cloud/src/main.ts'), ...flags],
    { env: { ...process.env, ZAOJUN_CLOUD_ADMIN_PASSWORD: PASSWORD }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const stop = async () => {
    cloud.kill('SIGTERM')
    if (cloud.exitCode === null) await once(cloud, 'exit')
  }
  try {
    if (cloud.stdout === null) throw new Error('the cloud did not start')
    const url = await firstUrl(cloud.stdout)
    const admin = await login(url)
    await admin('POST', '/v1/sites', SITE)
    const { code } = (await admin('POST', `/v1/sites/${SITE.id}/enrolment-codes`, {})) as { code: string }
    return { url, code, admin, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function firstUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const url = /^\{"url":"([^"]+)"/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error('the cloud did not start')
}

async function login(url: string): Promise<Admin> {
  let token = ''
  const call: Admin = async (method, path, body) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  token = ((await call('POST', '/v1/login', { name: 'admin', password: PASSWORD })) as { token: string }).token
  return call
}

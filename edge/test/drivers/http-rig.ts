import { execFile } from 'node:child_process'
import { type IncomingHttpHeaders, request } from 'node:http'
import { promisify } from 'node:util'
import type { Bus, Unit } from '@zaojun/core'
import { freePort } from '../../../scripts/free-port.ts'
import { HttpDriver } from '../../src/drivers/http/http-driver.ts'
import type { HttpLimits } from '../../src/drivers/http/limits.ts'
import { atEnd, catalogue, Ear, rolesOf } from './rig.ts'

export const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 200 }, (_, n) => n & 0xff)])
export const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

export type Said = { status: number; text: string; headers: IncomingHttpHeaders }
export type HttpRig = {
  ear: Ear
  driver: HttpDriver
  port: number
  /** One request as it is; no challenge is answered. */
  say(method: string, path: string, body?: string | Uint8Array, headers?: Record<string, string>): Promise<Said>
}

type Options = { simulated?: boolean; secrets?: Record<string, string>; limits?: Partial<HttpLimits>; host?: string }

/** A listening bus with its units and the test as the terminal. */
export async function httpRig(units: Omit<Unit, 'bus'>[], options: Options = {}): Promise<HttpRig> {
  const { simulated = true, secrets = {}, limits, host = '127.0.0.1' } = options
  const port = await freePort()
  const bus: Bus = { id: 'door', name: 'door', transport: 'http', port, host, simulated }
  const ear = new Ear()
  for (const [name, secret] of Object.entries(secrets)) ear.secrets.set(name, secret)
  const driver = new HttpDriver(bus, catalogue, ear.context, limits)
  const registered = units.map((unit) => ({ ...unit, bus: bus.id }))
  driver.setUnits(registered, rolesOf(registered))
  driver.start()
  atEnd(() => driver.stop())
  while (!driver.stats().connected) await new Promise((done) => setTimeout(done, 5))
  const say: HttpRig['say'] = (method, path, body = '', headers = {}) =>
    new Promise((resolve, reject) => {
      const length = { 'content-length': String(Buffer.byteLength(body)) }
      const asked = request(
        { host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            text += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
          response.on('error', reject)
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
  return { ear, driver, port, say }
}

export const json = { 'content-type': 'application/json' }
export const codeOf = ({ text }: Said): unknown => JSON.parse(text).code

/** A multipart body as terminals write it. */
export function multipart(text: string, pictures: Uint8Array[], boundary = 'MIME_boundary'): Uint8Array {
  const part = (head: string, bytes: Uint8Array) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]
  return Buffer.concat([
    ...part('Content-Disposition: form-data; name="event_log"\r\nContent-Type: application/json', Buffer.from(text)),
    ...pictures.flatMap((bytes) =>
      part('Content-Disposition: form-data; name="Picture"; filename="p.jpg"\r\nContent-Type: image/jpeg', bytes),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

const run = promisify(execFile)
/** A program that others wrote: its status and what it printed. */
export async function curl(...given: string[]): Promise<{ status: number; text: string }> {
  const { stdout } = await run('curl', ['-sS', '-m', '10', '-w', '\n%{http_code}', ...given])
  const lines = stdout.split('\n')
  return { status: Number(lines.pop()), text: lines.join('\n') }
}

import { copyFileSync, readFileSync } from 'node:fs'
import { createServer } from 'node:tls'
import { describe, expect } from 'vitest'
import { eventually } from '../drivers/rig.ts'
import { listening } from '../harness/listening.ts'
import { Certificates } from './certificates.ts'
import { boxAt, comesThrough, NEEDS as MOSQUITTO, mosquitto, scratch } from './mosquitto.ts'
import { itWith, type Program } from './programs.ts'

const NEEDS: Program[] = [...MOSQUITTO, 'openssl']
const HERE = 'IP:127.0.0.1'

/** A mosquitto with a certificate for these names, signed by the authority `ours`; `more` lines for its secure listener. */
async function secured(names = HERE, more: (made: Certificates) => Promise<string[]> = async () => [], days = 30) {
  const folder = scratch()
  const made = new Certificates(folder)
  const caFile = await made.authority('ours')
  const { certFile, keyFile } = await made.signed('broker', 'ours', names, days)
  const lines = [`certfile ${certFile}`, `keyfile ${keyFile}`, ...(await more(made))]
  const { securePort, start, unit } = await mosquitto(folder, lines)
  await start()
  return { made, caFile, port: securePort, unit }
}

/** The box never comes in, and says this why. */
async function isRefused(box: ReturnType<typeof boxAt>, reason: string): Promise<string> {
  const said = await box.ear.until(() => box.ear.faults.find(({ message }) => message.startsWith(`line: ${reason}`)))
  expect(box.driver.stats().connected).toBe(false)
  expect(box.ear.health.at(-1)).toMatchObject({ unit: 'unit', health: 'offline', reason })
  return said.message
}

describe('our client at mosquitto over TLS', () => {
  itWith(NEEDS, '[G2] values come and orders go where an authority we were given signed the broker', async () => {
    const { caFile, port, unit } = await secured()
    const { ear, driver, errors } = boxAt({ port, tls: { caFile } })
    await comesThrough(unit, ear, 100)
    const listener = await unit.listen('zaojun/one/orders')
    const told = driver.command({ unit: 'unit', channel: 'switched-on', command: 'switch-off' })
    const [, id] = await listener.says(/"id":"([^"]+)","command":"switch-off"/)
    await unit.publish('zaojun/one/order-results', JSON.stringify({ v: 1, id, result: 'confirmed' }))
    expect((await told).result).toBe('confirmed')
    expect(errors()).toEqual({})
  })

  itWith(NEEDS, '[G1] a broker another authority signed is refused until the right one is put there', async () => {
    const { made, caFile, port, unit } = await secured()
    const theirs = await made.authority('theirs')
    const box = boxAt({ port, tls: { caFile: theirs } })
    await isRefused(box, 'broker-untrusted')
    copyFileSync(caFile, theirs)
    await comesThrough(unit, box.ear, 100)
    expect(box.ear.health.at(-1)).toMatchObject({ health: 'online' })
  })

  itWith(NEEDS, '[G1] without an authority of its own the public ones are believed, and ours is none', async () => {
    const { port } = await secured()
    await isRefused(boxAt({ port, tls: {} }), 'broker-untrusted')
  })

  itWith(NEEDS, '[G1] a certificate of another host is refused, unless that name is expected', async () => {
    const { caFile, port, unit } = await secured('DNS:broker.example')
    await isRefused(boxAt({ port, tls: { caFile } }), 'broker-wrong-name')
    await isRefused(boxAt({ port, host: 'localhost', tls: { caFile } }), 'broker-wrong-name')
    const { ear } = boxAt({ port, tls: { caFile, serverName: 'broker.example' } })
    await comesThrough(unit, ear, 100)
  })

  itWith(NEEDS, '[G1] a certificate that has expired is named', async () => {
    const { caFile, port } = await secured(HERE, undefined, -1)
    await isRefused(boxAt({ port, tls: { caFile } }), 'broker-certificate-expired')
  })

  itWith(NEEDS, '[G1] a broker that asks for the box’s certificate lets it in with one and not without', async () => {
    const { made, caFile, port, unit } = await secured(HERE, async (certificates) => [
      `cafile ${await certificates.authority('boxes')}`,
      'require_certificate true',
    ])
    await isRefused(boxAt({ port, tls: { caFile } }), 'certificate-refused')
    const stranger = await made.signed('stranger', 'ours', 'DNS:box')
    await isRefused(boxAt({ port, tls: { caFile, ...stranger } }), 'certificate-refused')
    const { ear } = boxAt({ port, tls: { caFile, ...(await made.signed('box', 'boxes', 'DNS:box')) } })
    await comesThrough(unit, ear, 100)
  })

  itWith(NEEDS, '[G1] a port that wants TLS does not welcome who comes without', async () => {
    const { port } = await secured()
    await isRefused(boxAt({ port }), 'no-welcome')
  })

  itWith(NEEDS, '[G1] a file that is not there, is no certificate or another’s key is named', async () => {
    const { made, caFile, port } = await secured()
    const { certFile, keyFile } = await made.signed('box', 'ours', 'DNS:box')
    const other = await made.signed('other', 'ours', 'DNS:box')
    const refusal = (tls: NonNullable<Parameters<typeof boxAt>[0]['tls']>) =>
      isRefused(boxAt({ port, tls }), 'tls-file')
    expect(await refusal({ caFile: '/nowhere/ca.pem' })).toContain('/nowhere/ca.pem')
    expect(await refusal({ caFile: '/dev/zero' })).toContain('/dev/zero')
    expect(await refusal({ caFile: keyFile })).toContain(keyFile)
    expect(await refusal({ caFile, certFile, keyFile: other.keyFile })).toContain(other.keyFile)
    expect(await refusal({ caFile, certFile })).toContain('keyFile')
  })
})

describe('somebody who passes for the broker', () => {
  itWith(['openssl'], '[G1] hears nothing of the password', async () => {
    const made = new Certificates(scratch())
    const caFile = await made.authority('ours')
    await made.authority('theirs')
    const { certFile, keyFile } = await made.signed('false', 'theirs', HERE)
    let heard = 0
    const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (socket) => {
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        heard += bytes.length
      })
    })
    server.on('tlsClientError', () => {})
    const port = await listening(server)
    const { errors } = boxAt({ port, tls: { caFile } })
    await eventually(() => (errors()['broker-untrusted'] ?? 0) >= 3)
    expect(heard).toBe(0)
    // Not a server that nobody could speak to.
    const { ear } = boxAt({ port, tls: { caFile: made.file('theirs.pem') } })
    await eventually(() => heard > 0)
    expect(ear.samples).toEqual([])
  })
})

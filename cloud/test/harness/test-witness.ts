import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseVerifierKey } from '@zaojun/core/proof/index'
import { loadKeys, rawKeyOf } from '../../src/keys.ts'
import { logKeyText } from '../../src/merkle-log/checkpoints.ts'
import { sha256 } from '../../src/merkle-log/sha256.ts'
import { witnessServer } from '../../src/witness/server.ts'
import { Witness } from '../../src/witness/witness.ts'

export const WITNESS = 'witness.test/w'

/** A witness of the cloud whose data is in the folder, on a real port; `given` is what the cloud is told of it. */
export async function openTestWitness(folder: string) {
  const keys = loadKeys(join(folder, 'keys'))
  const own = await mkdtemp(join(tmpdir(), 'zaojun-witness-'))
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const witness = new Witness({
    folder: own,
    name: WITNESS,
    publicKey: rawKeyOf(publicKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    logs: [await parseVerifierKey(sha256, await logKeyText(keys, keys.log))],
    now: () => 1_800_000_000_000,
  })
  const server = witnessServer(witness, () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await rm(own, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { witness, given: { url, key: await witness.key() }, close }
}

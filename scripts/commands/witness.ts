import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { reasonOf, ZaojunError } from '@zaojun/core'
import { isNoteName, NOTE_ED25519, noteErrors, parseVerifierKey, type VerifierKey } from '@zaojun/core/proof/index'
import { runOnUnheard } from '@zaojun/core/unheard'
import { rawKeyOf } from '../../cloud/src/keys.ts'
import { sha256 } from '../../cloud/src/merkle-log/sha256.ts'
import { witnessServer } from '../../cloud/src/witness/server.ts'
import { Witness } from '../../cloud/src/witness/witness.ts'
import type { Command } from '../main.ts'

const LAST_PORT = 65_535

/** The witness's own key, made at the first start. */
function loadKey(folder: string) {
  const file = join(folder, 'witness-key.pem')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  }
  return createPrivateKey(readFileSync(file))
}

/** The logs to watch. Throws `NOTE_KEY…`. */
const logsOf = (texts: string[]): Promise<VerifierKey[]> =>
  Promise.all(texts.map((text) => parseVerifierKey(sha256, text, NOTE_ED25519)))

/** The port it listens at: 0 takes any that is free. */
async function listening(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** What is wrong with what was typed, in one line and both languages; resolves the exit code. */
function refused(option: string, zh: string, en: string): number {
  console.error(`zaojun witness: ${option}: ${zh} / ${en}`)
  return 2
}

export default {
  summary: { zh: '为别家的日志作见证', en: 'witnesses logs: says that they have only grown' },
  usage: `zaojun witness --name NAME --log KEY [--log KEY…] [--data FOLDER] [--host HOST] [--port PORT]

NAME      见证人名称，不含空格与 + / the witness's name, without spaces or +
KEY       所见证日志的公钥（GET /v1/log 的 key）/ verifier key of a log to watch (key of GET /v1/log)
--data    签过什么记在这里 / where it keeps what it has signed (data/witness)

见证人最好由另一家机构运行。 A witness is worth most when another organisation runs it.`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        name: { type: 'string' },
        log: { type: 'string', multiple: true },
        data: { type: 'string', default: 'data/witness' },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '8985' },
      },
    })
    const { name, log = [], data, host, port } = values
    if (name === undefined || log.length === 0) {
      console.error('zaojun witness: 需要 --name 与 --log / name the witness and a log')
      return 2
    }
    if (!/^\d{1,5}$/.test(port) || Number(port) > LAST_PORT)
      return refused(
        '--port',
        `端口是 0 到 ${LAST_PORT} 的整数：${port}`,
        `a port is a number from 0 to ${LAST_PORT}: ${port}`,
      )
    let logs: VerifierKey[]
    try {
      if (!isNoteName(name)) throw noteErrors('NOTE_NAME', { name })
      logs = await logsOf(log)
    } catch (error) {
      if (!(error instanceof ZaojunError)) throw error
      return refused(error.code === 'NOTE_NAME' ? '--name' : '--log', `${error.code} ${error.zh}`, error.message)
    }
    runOnUnheard()
    const key = loadKey(data)
    const witness = new Witness({
      folder: join(data, 'cosigned'),
      name,
      publicKey: rawKeyOf(createPublicKey(key)),
      sign: (message) => new Uint8Array(sign(null, message, key)),
      logs,
      now: Date.now,
    })
    const server = witnessServer(witness, (error) => console.error(`witness: ${reasonOf(error)}`))
    let at: number
    try {
      at = await listening(server, Number(port), host)
    } catch (error) {
      return refused('--host --port', '不能在此监听', `cannot listen there: ${reasonOf(error)}`)
    }
    console.log(`见证人 witness: http://${host}:${at}/\n公钥 verifier key: ${await witness.key()}`)
    await new Promise<void>((stop) => {
      process.once('SIGTERM', stop)
      process.once('SIGINT', stop)
    })
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
    return 0
  },
} satisfies Command

import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rawPublicKey } from '@zaojun/device-profiles'
import { flagsOf, Misuse, type Verb } from '../verb.ts'

export default {
  summary: { zh: '造一把签型号包的密钥', en: 'make a key that signs profile packs' },
  usage: `zaojun profile key --out FILE
  造一把 Ed25519 私钥（仅本人可读），打印网关要信任的公钥；文件已在则只打印公钥。
  makes an Ed25519 key only you can read, and prints the public key a box is told to trust.`,
  async run(args) {
    const { flags } = flagsOf(args, { out: 'string' }, 0)
    const { out } = flags
    if (out === undefined) throw new Misuse('--out')
    if (!existsSync(out)) {
      const { privateKey } = generateKeyPairSync('ed25519')
      writeFileSync(out, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    }
    const key = createPrivateKey(readFileSync(out))
    if (key.asymmetricKeyType !== 'ed25519') throw new Misuse(`不是 Ed25519 密钥 / no Ed25519 key: ${out}`)
    console.log(Buffer.from(rawPublicKey(key)).toString('base64'))
    return 0
  },
} satisfies Verb

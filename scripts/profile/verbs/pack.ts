import { createPrivateKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Kind, loadCatalogue, makePack, PACK_SUFFIX, Profile } from '@zaojun/device-profiles'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { flagsOf, Misuse, type Verb } from '../verb.ts'

/** Where a file stands inside a pack: by what it is, not by where it was. */
function placed(file: string): { path: string; text: string } {
  const text = readFileSync(file, 'utf8')
  const data: unknown = parse(text)
  if (Value.Check(Profile, data)) return { path: `profiles/${data.kinds[0]}/${data.id}.yaml`, text }
  if (Value.Check(Kind, data)) return { path: `kinds/${data.id}.yaml`, text }
  throw new Misuse(`不是型号也不是种类，先用 lint 检查 / neither profile nor kind, lint it first: ${file}`)
}

export default {
  summary: { zh: '把型号签名打包', en: 'sign profiles into a pack' },
  usage: `zaojun profile pack FILE… --key KEY --out PACK${PACK_SUFFIX} --issuer NAME --version 1.0.0 [--id ID] [--zh NAME --en NAME]
  打成一个签名文件，可用 U 盘带到网关安装；打包前做与安装时相同的检查。
  makes one signed file to carry to a box; checks beforehand all that the box will check.`,
  async run(args) {
    const { flags, words } = flagsOf(
      args,
      { key: 'string', out: 'string', issuer: 'string', version: 'string', id: 'string', zh: 'string', en: 'string' },
      Number.POSITIVE_INFINITY,
    )
    const { key, out, issuer, version } = flags
    if (words.length === 0 || !key || !out || !issuer || !version)
      throw new Misuse('FILE… --key --out --issuer --version')
    const id = flags.id ?? basename(out, PACK_SUFFIX)
    const name = { zh: flags.zh ?? id, en: flags.en ?? id }
    const bytes = makePack(
      { id, version, issuer, name, files: words.map(placed) },
      createPrivateKey(readFileSync(key)),
      loadCatalogue(),
    )
    writeFileSync(out, bytes)
    console.log(`${out}  ${bytes.length} B  ${words.length} 个文件 / files`)
    return 0
  },
} satisfies Verb

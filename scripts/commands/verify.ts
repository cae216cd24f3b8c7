import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { boundedText, saidInBoth } from '@zaojun/core'
import {
  type Check,
  type Crypto,
  checkBundle,
  type LostEntries,
  MAX_BUNDLE_BYTES,
  type OriginBundle,
  type Restart,
  type Verdict,
} from '@zaojun/core/proof/index'
import type { Command } from '../main.ts'
import { tellDetached } from '../verify/detached.ts'
import { tellStore } from '../verify/store.ts'

/** SPKI header of an Ed25519 key (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const TIMEOUT_MS = 30_000

const WORDS: Record<Check['check'], { zh: string; en: string }> = {
  shape: { zh: '证明文件完整', en: 'the bundle is whole' },
  'box-key': { zh: '公钥属于这个盒子', en: 'the key is that of the box' },
  signature: { zh: '盒子签过这些字节', en: 'the box signed these bytes' },
  content: { zh: '内容就是这个批次', en: 'they are this batch' },
  leaf: { zh: '日志条目承诺的正是这些字节', en: 'the entry of the log commits to these bytes' },
  checkpoint: { zh: '日志签过这个检查点', en: 'the log signed the checkpoint' },
  inclusion: { zh: '该条目在日志之中', en: 'the entry stands in the log' },
  removed: { zh: '删除记录在日志之中', en: 'what was removed by policy stands in the log' },
  witnesses: { zh: '见证人副署了它', en: 'the witnesses have cosigned it' },
  origin: { zh: '日志为什么重新开始，承认了什么', en: 'why the log was restarted, and what it owns up to' },
  keys: { zh: '密钥的更换与吊销都在日志之中', en: 'changes of its key stand in the log' },
}

const NO_LOG_KEY =
  '？ 没有给 --log-key：只能说明内容完整，不能说明是谁的日志 without it nothing here shows whose log this is, only that it is whole'

const crypto: Crypto = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  verify(key, message, signature) {
    const spki = Buffer.concat([SPKI_PREFIX, key])
    return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature)
  },
}

function tell(name: string, { ok, checks, restarts }: Verdict, lost: LostEntries | null): void {
  console.log(`${ok ? '✓' : '✗'} ${name}`)
  for (const { check, ok, detail } of checks)
    console.log(`  ${ok ? '✓' : `✗ [${check}]`} ${WORDS[check].zh} ${WORDS[check].en}: ${detail}`)
  for (const restart of restarts) tellRestart(restart)
  if (ok && lost !== null) tellLost(lost)
}

function tellRestart({ log, before, at, reason, witnesses }: Restart): void {
  const when = at === null ? '?' : new Date(at).toISOString()
  const root = Buffer.from(before.root).toString('base64')
  console.log(`  ▲ 日志于 ${when} 以 ${log} 重新开始 the log was restarted under that name: ${reason}
    承认 it owns up to ${before.origin}, ${before.size} 条 entries, 树根 root ${root}, 见证 witnessed by ${witnesses.join(', ') || '–'}`)
}

/** Entries are numbered from 1 for people. */
function tellLost({ from, to, batches, again }: LostEntries): void {
  const counted =
    again === null
      ? '未逐批数 not counted by batch'
      : `${batches} 批 batches, 盒子已重新送来 sent again by boxes: ${again}`
  console.log(`    旧日志第 ${from + 1}–${to + 1} 条不在这份副本里（云端所说）those entries of the old log are not in this copy,
    so the cloud says: ${counted}`)
}

async function load(from: string, token: string | undefined): Promise<unknown> {
  if (!/^https?:/.test(from)) {
    if (statSync(from).size > MAX_BUNDLE_BYTES) throw new Error('too long for a proof bundle')
    return JSON.parse(readFileSync(from, 'utf8'))
  }
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const ask = (url: string) => fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
  const first = await ask(from)
  // The batch is gone by policy: what proves that lies beside.
  const answer = first.status === 410 ? await ask(from.replace(/\/proof(?=\?|$)/, '/removal')) : first
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return JSON.parse(await boundedText(answer, MAX_BUNDLE_BYTES))
}

export default {
  summary: { zh: '离线核对证明文件', en: 'checks proof bundles, trusting neither cloud nor kitchen' },
  usage: `zaojun verify BUNDLE… [--log-key KEY] [--witness KEY…] [--with FILE…] [--token TOKEN]
       zaojun verify --store FOLDER [--store.url URL] [--log-key KEY…] [--witness KEY…]

--store   云端的数据文件夹（运行中、停着的，或一份副本）：逐字节核对全部批次、日志与照片。存储在 PostgreSQL 的，地址取自其中的
          cloud.yaml，或用 --store.url 给出 / a cloud's data folder, running, stopped or a copy: every batch, the whole log and
          every photo, byte by byte; where the store is PostgreSQL its address stands in cloud.yaml there, or is given with --store.url
BUNDLE    证明文件，或返回它的网址 / a bundle file, or the URL that gives one
--log-key 从别处得到的日志公钥；没有它只能说明完整，不能说明是谁的日志
          the log's verifier key, got elsewhere; without it a bundle shows that it is whole, not whose log it is in
--witness 从别处得到的见证人公钥：每一个都须副署过 / verifier keys of witnesses, got elsewhere: each must have cosigned
--with    照片，或个人数值 {salt, value}：与条目所写的核对 / photos, or personal values {salt, value}, held against the entries
--token   网址需要的登录令牌 / bearer token for URLs

返回码 exit code: 0 全部成立 all hold · 1 有不成立 one does not · 2 读不到 could not be read`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'log-key': { type: 'string', multiple: true },
        witness: { type: 'string', multiple: true },
        with: { type: 'string', multiple: true },
        store: { type: 'string' },
        'store.url': { type: 'string' },
        token: { type: 'string' },
      },
    })
    const logKeys = values['log-key'] ?? []
    const witnesses = values.witness ?? []
    if (logKeys.length === 0) console.error(NO_LOG_KEY)
    if (values.store !== undefined) {
      const [stray] = values.with === undefined ? positionals : ['--with']
      if (stray === undefined) return tellStore(values.store, values['store.url'], { logKeys, witnesses })
      console.error(`zaojun verify: 与 --store 不能一起用 not together with --store: ${stray}`)
      return 2
    }
    if (positionals.length === 0) {
      console.error('zaojun verify: 缺少证明文件 / name a bundle')
      return 2
    }
    let code = 0
    for (const name of positionals) {
      try {
        const bundle = await load(name, values.token)
        const verdict = await checkBundle(bundle, crypto, { logKey: logKeys[0], witnesses })
        tell(name, verdict, (bundle as Partial<OriginBundle> | null)?.lost ?? null)
        const altered = verdict.ok ? await tellDetached(bundle, verdict, values.with ?? [], crypto) : 0
        if (!verdict.ok || altered > 0) code = Math.max(code, 1)
      } catch (error) {
        console.error(`✗ ${name}: ${saidInBoth(error)}`)
        code = 2
      }
    }
    return code
  },
} satisfies Command

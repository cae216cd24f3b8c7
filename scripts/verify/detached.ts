import { readFileSync, statSync } from 'node:fs'
import { parseBatch, parseSign1 } from '@zaojun/core'
import {
  type Crypto,
  type Detached,
  detachedIn,
  namesOf,
  type ProofBundle,
  type Removed,
  type Verdict,
} from '@zaojun/core/proof/index'

/** A clip is shorter. */
const MAX_CONTENT_BYTES = 256 * 1024 * 1024
const KINDS = { part: '个人数值 personal value', photo: '照片 photo' }

const byPolicy = ({ removal }: Removed): string => {
  const { site, no, at } = removal
  const who = removal.what === 'content' ? `${removal.by}: ${removal.reason}` : '保存期限 retention policy'
  return `已按规定删除 removed by policy, ${new Date(at).toISOString()}, ${who} (${site}, 第 ${no} 份删除记录 removal ${no})`
}

/**
 * Says of what a checked batch names and does not hold whether it was removed by policy, is among the files given, or is
 * not here. A file that nothing in the batch is named by is altered, or of another batch: resolves how many are.
 */
export async function tellDetached(
  bundle: unknown,
  { removed }: Verdict,
  files: string[],
  { sha256 }: Crypto,
): Promise<number> {
  const gone = new Map(removed.flatMap((each) => each.of.map((digest) => [digest, each])))
  const { envelope } = bundle as Partial<ProofBundle>
  const named: Detached[] =
    envelope === undefined ? [] : detachedIn(parseBatch(parseSign1(Buffer.from(envelope, 'base64')).payload))
  const kinds = new Map(named.map(({ digest, kind }) => [digest, KINDS[kind]]))
  const held = new Set<string>()
  let altered = 0
  for (const file of files) {
    if (statSync(file).size > MAX_CONTENT_BYTES) throw new Error(`${file}: too long`)
    const names = await namesOf(new Uint8Array(readFileSync(file)), sha256)
    const mine = names.find((name) => kinds.has(name) || gone.has(name))
    if (mine === undefined) {
      altered++
      console.log(`  ✗ ${file}: 改过了，或者不属于这个批次 altered, or of another batch`)
      continue
    }
    held.add(mine)
    console.log(`  ✓ ${file}: 就是条目所写的 is what the entry names, ${mine}`)
  }
  for (const digest of new Set([...kinds.keys(), ...gone.keys()])) {
    const removal = gone.get(digest)
    const kind = kinds.get(digest) ?? ''
    if (removal !== undefined) console.log(`  ○ ${kind} ${digest}: ${byPolicy(removal)}`)
    else if (!held.has(digest)) console.log(`  ? ${kind} ${digest}: 不在这里 not here: --with FILE`)
  }
  return altered
}

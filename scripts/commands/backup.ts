import { parseArgs } from 'node:util'
import { checkBackups } from '../../cloud/src/backup/check.ts'
import { chainOf, type Manifest } from '../../cloud/src/backup/manifest.ts'
import { sourcesIn } from '../../cloud/src/backup/places.ts'
import { openPool, type PartPool } from '../../cloud/src/backup/pool.ts'
import { takeBackup } from '../../cloud/src/backup/take.ts'
import { fail } from '../../cloud/src/errors.ts'
import { openSnapshot } from '../../cloud/src/store/create.ts'
import { COMMON, cloudAt, secretIn, softwareVersion } from '../backup/options.ts'
import { withProgress } from '../backup/terminal.ts'
import type { Command } from '../main.ts'

const MB = 1_000_000
const usage = `zaojun backup full|incremental --to FOLDER [--data data/cloud] [--store.url URL] [--key-file FILE [--with-keys]]
       zaojun backup verify --from FOLDER [--backup ID] [--key-file FILE]

云端运行时也能备份，内容是同一时刻的；中断后再运行一次，写好的部分不再重写。
Taken while the cloud runs, of one moment; run it again after an interruption: what was written is not written again.

--to, --from  备份文件夹：一个全备份和接续它的增量 / the backup folder: a full backup and the incremental ones upon it
--data        云端的数据文件夹；其中的 cloud.yaml 说明存储在哪里 / the cloud's data folder; its cloud.yaml names the store
--key-file    加密：文件内容就是密钥或口令，换行也算 / encrypts: what stands in the file is the key or passphrase, a newline too
--with-keys   连同日志的私钥，只限加密的备份 / with the log's private key, into an encrypted backup only
--backup      到哪一个备份为止，默认最新 / up to which backup; the newest

见 docs/backup.md / see docs/backup.md`

function tell(manifest: Manifest, { written, reused }: PartPool, seconds: number): void {
  const rows = manifest.sections.reduce((sum, section) => sum + section.rows, 0)
  const files = (sum: PartPool['written']) => `${sum.files} 个文件 files, ${(sum.bytes / MB).toFixed(1)} MB`
  console.log(
    `✓ ${manifest.id}: ${rows} 行 rows, ${manifest.attachments.count} 个附件 attachments, 写入 written ${files(written)}; ` +
      `已有 there already ${files(reused)}; ${seconds.toFixed(1)} s`,
  )
}

export default {
  summary: { zh: '备份云端：全备份、增量、核对', en: 'back the cloud up: full, incremental, verify' },
  usage,
  run: ([verb = '', ...args]) =>
    withProgress(async (progress) => {
      const started = performance.now()
      const { values } = parseArgs({
        args,
        options: {
          ...COMMON,
          to: { type: 'string' },
          from: { type: 'string' },
          backup: { type: 'string' },
          'with-keys': { type: 'boolean' },
        },
      })
      const folder = verb === 'verify' ? values.from : values.to
      if (!['full', 'incremental', 'verify'].includes(verb) || folder === undefined) {
        console.error(usage)
        return 2
      }
      const secret = secretIn(values['key-file'])
      const pool = openPool(folder, secret, verb !== 'verify')
      if (verb !== 'verify' && secret !== undefined && pool.vault.encryption === null)
        throw fail('BACKUP_SET_PLAIN', { name: folder })
      if (verb === 'verify') {
        const chain = chainOf(folder, values.backup)
        checkBackups(pool, chain, progress.tell)
        progress.end()
        console.log(`✓ ${chain.map(({ id }) => id).join(' → ')}`)
        return 0
      }
      const config = cloudAt(values)
      const { privateKey, ...sources } = sourcesIn(config)
      const manifest = await takeBackup({
        kind: verb === 'full' ? 'full' : 'incremental',
        pool,
        snapshot: () => openSnapshot(config),
        ...sources,
        ...(values['with-keys'] === true ? { privateKey: privateKey() } : {}),
        software: softwareVersion(),
        now: Date.now,
        progress: progress.tell,
      })
      progress.end()
      tell(manifest, pool, (performance.now() - started) / 1000)
      return 0
    }),
} satisfies Command

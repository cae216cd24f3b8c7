import { parseArgs } from 'node:util'
import { backupsIn } from '../../cloud/src/backup/manifest.ts'
import { keysFor, restoreBeside } from '../../cloud/src/backup/places.ts'
import { openPool } from '../../cloud/src/backup/pool.ts'
import { chainFor, restore } from '../../cloud/src/backup/restore.ts'
import { fail } from '../../cloud/src/errors.ts'
import { openLoader } from '../../cloud/src/store/create.ts'
import type { StoreSnapshot } from '../../cloud/src/store/table-rows.ts'
import { COMMON, cloudAt, secretIn } from '../backup/options.ts'
import { withProgress } from '../backup/terminal.ts'
import type { Command } from '../main.ts'

const usage = `zaojun restore --from FOLDER [--backup ID] --data FOLDER [--store.url URL] [--key-file FILE]

恢复到空的存储，两种引擎之间也可以；中断后再运行一次就接着做（不写 --backup 就接着已经开始的那一个），做完以前云端不会在上面启动。
表最后与备份比较（有增量时由批次原件重新算出的除外）。日志以新名称继续，并写明原因；盒子把缺的重新送来。
Onto an empty store, of either engine whichever the backup was taken of. After an interruption run it again: it goes on (without --backup, with
the one that was begun), and no cloud starts on the store before. Tables are compared with the backup in the end, but for what is made again of envelopes where there
are incremental ones. The log goes on under a new name that says why; boxes send again what is missing.

--data 里要有日志的密钥 keys/cloud-key.pem，除非备份带有它（--with-keys）；还在的 log/ 留着不动
the log's key must be in --data, but for a backup made --with-keys; a log/ that survived is left as it is`

export default {
  summary: { zh: '从备份恢复云端', en: 'restore the cloud from a backup' },
  usage,
  run: (args) =>
    withProgress(async (progress) => {
      const started = performance.now()
      const { values } = parseArgs({
        args,
        options: { ...COMMON, from: { type: 'string' }, backup: { type: 'string' } },
      })
      if (values.from === undefined || values.data === undefined) {
        console.error(usage)
        return 2
      }
      const pool = openPool(values.from, secretIn(values['key-file']))
      const config = cloudAt(values)
      const loader = openLoader(config)
      try {
        const chain = await chainFor(values.from, loader, values.backup)
        const newest = chain.at(-1)
        if (newest === undefined) throw fail('BACKUP_NONE', { name: values.from })
        if (values.backup === undefined && newest.id !== backupsIn(values.from).at(-1))
          console.log(`接着做已经开始的 goes on with what was begun: ${newest.id}`)
        const keys = keysFor(config.data, pool, newest)
        if (keys !== undefined && keys.log !== newest.log.id) throw fail('BACKUP_OTHER_LOG', { name: newest.log.id })
        const beside = (snapshot: StoreSnapshot) => restoreBeside(config.data, pool, newest, snapshot, progress.tell)
        await restore({ pool, chain, loader, beside, progress: progress.tell })
        progress.end()
        const rows = chain.flatMap(({ sections }) => sections).reduce((sum, section) => sum + section.rows, 0)
        const seconds = ((performance.now() - started) / 1000).toFixed(1)
        console.log(`✓ ${newest.id}: ${rows} 行 rows, ${newest.attachments.count} 个附件 attachments, ${seconds} s`)
        if (keys === undefined)
          console.log(
            `还缺日志的密钥 the log's key is still missing: ${config.data}/keys/cloud-key.pem (${newest.log.id})`,
          )
        return 0
      } finally {
        await loader.close()
      }
    }),
} satisfies Command

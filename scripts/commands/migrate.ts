import { parseArgs } from 'node:util'
import { reasonOf } from '@zaojun/core'
import { migrateStore } from '../../cloud/src/backup/migrate.ts'
import { cloudAt, softwareVersion } from '../backup/options.ts'
import { withProgress } from '../backup/terminal.ts'
import type { Command } from '../main.ts'

const usage = `zaojun migrate --from FOLDER --to URL      SQLite → PostgreSQL
       zaojun migrate --from URL --to FOLDER      PostgreSQL → SQLite

FOLDER  云端的数据文件夹，两个方向都是同一个；密钥、日志文件、照片留在那里不动
        the cloud's data folder, the same one either way; key, log files and pictures stay in it
URL     postgres://…；口令可用 PGPASSWORD / the password may be in PGPASSWORD

先停止云端。目标要是空的。数据文件夹里的 migrate/ 要有一个全备份那么大的空间，做完自动删去。中断后再运行一次就接着做；
最后逐表比较行数与摘要，也比较查询的回答，都相同目标才能启动。日志仍用原来的名称。
做完后把 store.url 写进（或移出）数据文件夹的 cloud.yaml，再启动云端；原来的存储不会被改动。
Stop the cloud first. The target must be empty. migrate/ in the data folder needs room for a full backup and is removed when all is
done. Run it again after an interruption: it goes on. Every table is compared by rows and digest in the end, and so are answers to
queries; the target can be started once they are alike. The log keeps its name. Then put store.url into cloud.yaml of the data folder (or take it out) and start the
cloud; the store it came from is left as it was.`

const isUrl = (place: string): boolean => /^postgres(ql)?:/.test(place)

export default {
  summary: { zh: '把云端的存储搬到另一种引擎', en: 'move the cloud’s store to the other engine' },
  usage,
  run: (args) =>
    withProgress(async (progress) => {
      const started = performance.now()
      const { values } = parseArgs({ args, options: { from: { type: 'string' }, to: { type: 'string' } } })
      const { from, to } = values
      if (from === undefined || to === undefined || isUrl(from) === isUrl(to)) {
        console.error(usage)
        return 2
      }
      const folder = isUrl(from) ? to : from
      const config = cloudAt({ data: folder })
      const { url: _, ...embedded } = config.store
      const place = (given: string) => ({
        data: folder,
        store: isUrl(given) ? { ...embedded, url: given } : embedded,
      })
      const rows = await migrateStore({
        from: place(from),
        to: place(to),
        software: softwareVersion(),
        now: Date.now,
        progress: progress.tell,
        onFailure: (where, error) => console.error(`${where}: ${reasonOf(error)}`),
      })
      progress.end()
      console.log(`✓ ${rows} 行，两边相同 rows, alike on both, ${((performance.now() - started) / 1000).toFixed(1)} s`)
      return 0
    }),
} satisfies Command

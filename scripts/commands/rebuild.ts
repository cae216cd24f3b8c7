import { parseArgs } from 'node:util'
import { saidInBoth } from '@zaojun/core'
import { rebuild } from '../../cloud/src/rebuild/rebuild.ts'
import { createStore, openSnapshot } from '../../cloud/src/store/create.ts'
import { cloudAt } from '../backup/options.ts'
import type { Command } from '../main.ts'

const BATCHES_TOLD = 1_000

export default {
  summary: { zh: '从信封归档重建读数', en: 'makes readings again from the archive of signed envelopes' },
  usage: `zaojun rebuild [--site SITE] [--data FOLDER] [--store.url URL]

--site       只重建这个场所 / that site alone
--data       云端的数据文件夹 / the cloud's data folder
--store.url  PostgreSQL 的地址，不取数据文件夹里 cloud.yaml 的 / address of the store on PostgreSQL, other than cloud.yaml says

云端可以照常运行；中断后再运行会接着做。块由合并任务重新生成，小时由汇总任务重新计算。
The cloud may go on running; broken off, it goes on where it was. Chunks are sealed again and hours summed again by the cloud's jobs.

返回码 exit code: 0 完成 done · 1 有信封损坏 an envelope is broken · 2 没有完成 not done`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        site: { type: 'string' },
        data: { type: 'string' },
        'store.url': { type: 'string' },
        // As it was called before.
        store: { type: 'string' },
      },
    })
    try {
      const config = cloudAt({ data: values.data, 'store.url': values['store.url'] ?? values.store })
      // A store that is not there would be made.
      await (await openSnapshot(config)).close()
      const onFailure = (place: string, error: unknown) => console.error(`${place}: ${saidInBoth(error)}`)
      const store = createStore(config, { now: Date.now, onFailure })
      try {
        await store.start()
        let told = 0
        const { sites, batches, skipped, broken } = await rebuild({
          store,
          site: values.site,
          now: Date.now,
          progress({ site, batches }) {
            if (batches - told < BATCHES_TOLD) return
            told = batches
            console.error(`${site}: ${batches}`)
          },
        })
        for (const batch of broken) console.log(`✗ batch ${batch}`)
        console.log(`${sites} 个场所 sites, ${batches} 批 batches, ${skipped} 批已按规定删除 removed by policy`)
        return broken.length === 0 ? 0 : 1
      } finally {
        await store.stop()
      }
    } catch (error) {
      console.error(`✗ ${saidInBoth(error)}`)
      return 2
    }
  },
} satisfies Command

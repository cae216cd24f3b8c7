import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { reasonOf } from '@zaojun/core'
import { runOnUnheard } from '@zaojun/core/unheard'
import { Demo, type DemoUrls } from '../demo/demo.ts'
import type { Command } from '../main.ts'

const usage = `npm start -- [--data data/demo] [--cloud-port 8980] [--box-port 8970] [--simulator-port 15020]

在本机启动云端、一个盒子和一间模拟厨房 / starts a cloud, a box and a simulated kitchen on this machine.
数据在 --data，重启后仍在；Ctrl-C 停止 / data stays in --data; Ctrl-C stops everything.`

function table({ cloud, box, password }: DemoUrls): string {
  const rows = [
    ['总部后台', 'head office', `${cloud}/`, `admin / ${password}`],
    ['接口文档', 'API reference', `${cloud}/docs`, ''],
    ['厨房触摸屏', 'touchscreen', `${box}/`, password],
    ['流程编辑器', 'flow editor', `${box}/editor`, password],
  ]
  const wide = (text: string) => text + ' '.repeat(Math.max(0, 12 - [...text].length * 2))
  return rows
    .map(([zh = '', en = '', url = '', login = '']) => `  ${wide(zh)}${en.padEnd(15)}${url.padEnd(32)}${login}`)
    .join('\n')
}

export default {
  summary: { zh: '启动演示：云端、盒子、模拟厨房', en: 'start a cloud, a box and a simulated kitchen here' },
  usage,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: 'string', default: 'data/demo' },
        'cloud-port': { type: 'string', default: '8980' },
        'box-port': { type: 'string', default: '8970' },
        'simulator-port': { type: 'string', default: '15020' },
      },
    })
    runOnUnheard()
    const demo = new Demo({
      data: values.data,
      cloudPort: Number(values['cloud-port']),
      boxPort: Number(values['box-port']),
      simulatorPort: Number(values['simulator-port']),
    })
    const failed = Promise.withResolvers<number>()
    const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => 0)
    try {
      console.log('正在启动 / starting …')
      const starting = demo.start((name, lastLines) => {
        console.error(`${name} 意外停止 / ended unexpectedly:\n${lastLines.join('\n')}`)
        failed.resolve(1)
      })
      starting.catch(() => {})
      const urls = await Promise.race([starting, asked, failed.promise])
      if (typeof urls === 'number') return urls
      console.log(`\n${table(urls)}\n`)
      console.log(
        '数据均为模拟 / all readings are simulated · 单用户运行 / everything runs as one user · Ctrl-C 停止 / stops',
      )
      void demo.firstReadings(urls).then(
        (seconds) =>
          seconds !== undefined &&
          console.log(`总部已收到首批读数 / first readings at head office after ${seconds.toFixed(1)} s`),
        (error: unknown) => console.error(reasonOf(error)),
      )
      return await Promise.race([asked, failed.promise])
    } catch (error) {
      console.error(reasonOf(error))
      return 1
    } finally {
      await demo.stop()
    }
  },
} satisfies Command

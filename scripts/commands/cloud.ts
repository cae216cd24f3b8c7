import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { FEW_ARENAS, SMALL_NURSERY } from '../../cloud/src/node-flags.ts'
import type { Command } from '../main.ts'

const command: Command = {
  summary: { zh: '只运行云端', en: 'runs the cloud alone' },
  usage: `zaojun cloud [--data data/cloud] [--http.host 127.0.0.1] [--http.port 8980] [--admin.password …]

云端的数据、密钥与 cloud.yaml 在数据文件夹里；每个配置键也可写作环境变量（ZAOJUN_CLOUD_HTTP_PORT）。
Data, keys and cloud.yaml live in the data folder; each key may also be an environment variable (ZAOJUN_CLOUD_HTTP_PORT).
未配置密码时，首次启动生成一个并只显示一次。Without a configured password one is made at the first start and shown once.`,

  async run(args) {
    const main = join(import.meta.dirname, '..', '..', 'cloud', 'src', 'main.ts')
    const env = { ...FEW_ARENAS, ...process.env }
    const child = spawn(process.execPath, [...SMALL_NURSERY, main, ...args], { env, stdio: 'inherit' })
    // Ctrl-C reaches the child by itself; this process only waits for its end.
    const wait = () => {}
    const pass = () => child.kill('SIGTERM')
    process.on('SIGINT', wait)
    process.on('SIGTERM', pass)
    try {
      return await new Promise((resolve, reject) => {
        child.once('error', reject)
        child.once('exit', (code) => resolve(code ?? 1))
      })
    } finally {
      process.off('SIGINT', wait)
      process.off('SIGTERM', pass)
    }
  },
}

export default command

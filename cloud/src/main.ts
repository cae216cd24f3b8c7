import { enableCompileCache, flushCompileCache } from 'node:module'
import { join, resolve } from 'node:path'
import { reasonOf, saidInBoth } from '@zaojun/core'
import { runOnUnheard } from '@zaojun/core/unheard'
import { loadCloudConfig } from './config.ts'
import { diskFailure } from './store/disk-failures.ts'

/** The cloud as a process of its own: `node cloud/src/main.ts --http.port 8980`. Says `{"url": …}` on stdout once it listens. */
try {
  runOnUnheard()
  const config = loadCloudConfig(process.argv.slice(2), process.env)
  // Compiled code is kept for the next start and for the threads, unless the environment names another folder.
  process.env.NODE_COMPILE_CACHE ??= join(resolve(config.data), 'compile-cache')
  enableCompileCache(process.env.NODE_COMPILE_CACHE)
  const { startServer } = await import('./server.ts')
  const server = await startServer(config)
  // Not at the end: that may be a power cut.
  flushCompileCache()
  const { name, madePassword } = server.admin
  if (madePassword !== null)
    console.error(`管理员 / admin: ${name}   密码 / password (只显示一次 / shown once): ${madePassword}`)
  console.log(JSON.stringify({ url: server.url }))
  let stopping = false
  const stop = () => {
    if (stopping) return void server.drain()
    stopping = true
    server
      .drain()
      .then(() => server.stop())
      .then(
        () => process.exit(0),
        (error) => {
          console.error(reasonOf(error))
          process.exit(1)
        },
      )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
} catch (error) {
  console.error(`✗ ${saidInBoth(diskFailure(error) ?? error)}`)
  process.exitCode = 1
}

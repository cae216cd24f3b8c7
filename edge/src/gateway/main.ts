import { reasonOf, ZaojunError } from '@zaojun/core'
import { loadEdgeConfig } from '../config.ts'
import { Gateway } from './gateway.ts'

/** The gateway process. Under the supervisor it proves over IPC that its event loop lives, and ends when IPC does. */
const HEARTBEAT_MS = 1_000

async function run(): Promise<void> {
  const config = loadEdgeConfig(process.argv.slice(2), process.env)
  const gateway = new Gateway(config, { onDeath: () => process.exit(70) })
  let ending = false
  const end = (code: number) => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(code), 10_000).unref()
    gateway.stop().then(
      () => process.exit(code),
      () => process.exit(code),
    )
  }
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))
  process.on('disconnect', () => end(0))
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error) => console.error(`gateway: ${event}: ${reasonOf(error)}`))
  await gateway.start()
  if (process.send !== undefined) {
    process.send({ type: 'ready', address: gateway.address, firstPassword: gateway.firstPassword })
    setInterval(() => process.send?.({ type: 'heartbeat' }), HEARTBEAT_MS).unref()
  } else if (gateway.firstPassword !== undefined) console.log(`首次密码 / first password: ${gateway.firstPassword}`)
}

run().catch((error: unknown) => {
  const code = error instanceof ZaojunError ? `${error.code} ${error.place ?? ''} ` : ''
  console.error(`gateway: ${code}${reasonOf(error)}`)
  process.exit(1)
})

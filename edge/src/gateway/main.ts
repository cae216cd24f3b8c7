import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf, ZaojunError } from '@zaojun/core'
import { runOnUnheard } from '@zaojun/core/unheard'
import { loadEdgeConfig } from '../config.ts'
import { becomeChild } from '../supervisor/child.ts'
import { Gateway } from './gateway.ts'

/** The gateway process: `node edge/src/gateway/main.ts --data … --http.port …`, under the supervisor or by hand. */
const LONGEST_STOP_MS = 10_000

async function run(): Promise<void> {
  runOnUnheard()
  const config = loadEdgeConfig(process.argv.slice(2), process.env)
  const gateway = new Gateway(config, { onDeath: () => process.exit(70) })
  const child = becomeChild(() => Promise.race([gateway.stop(), sleep(LONGEST_STOP_MS)]))
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error) => gateway.report({ code: 'UNEXPECTED', place: event, message: reasonOf(error) }))
  await gateway.start()
  child.ready(gateway.address)
  if (gateway.firstPassword !== undefined)
    console.log(`盒子首次密码 / first password of the box: ${gateway.firstPassword}`)
}

run().catch((error: unknown) => {
  const detail = error instanceof ZaojunError ? `${error.code} (${error.place ?? ''}) ` : ''
  console.error(`gateway: ${detail}${reasonOf(error)}`)
  process.exit(1)
})

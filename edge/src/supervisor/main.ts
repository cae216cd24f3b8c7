import { reasonOf } from '@zaojun/core'
import { runOnUnheard } from '@zaojun/core/unheard'
import { type BoxOptions, boxChildren } from './box.ts'
import { Supervisor } from './supervisor.ts'

/** `node edge/src/supervisor/main.ts '<BoxOptions as JSON>'`: runs a box until SIGTERM or SIGINT. */
function readBoxOptions(text: string | undefined): BoxOptions {
  const given: unknown = JSON.parse(text ?? 'null')
  if (typeof given !== 'object' || given === null || !('dataDir' in given) || typeof given.dataDir !== 'string')
    throw new Error('supervisor: the first argument must be BoxOptions as JSON, with dataDir')
  return { gateway: {}, ...given, dataDir: given.dataDir }
}

runOnUnheard()
const supervisor = new Supervisor(boxChildren(readBoxOptions(process.argv[2])), {
  now: () => performance.now(),
  random: Math.random,
  log: ({ child, event, detail }) => console.error(`supervisor: ${child} ${event}: ${detail}`),
})
let stopping = false
const stop = (): void => {
  if (stopping) return
  stopping = true
  supervisor.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(`supervisor: ${reasonOf(error)}`)
      process.exit(1)
    },
  )
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.on('uncaughtException', (error) => console.error(`supervisor: ${error.stack ?? error.message}`))
process.on('unhandledRejection', (error) => console.error(`supervisor: ${reasonOf(error)}`))
supervisor.start()

import { Supervisor } from '../../src/supervisor/supervisor.ts'

/** A supervisor to be killed: starts the module it is given and tells the child's process id. */
const supervisor = new Supervisor([{ name: 'child', module: process.argv[2] ?? '', env: {} }], {
  now: () => performance.now(),
  random: Math.random,
  log: ({ event }) => {
    if (event === 'ready') console.log(supervisor.children()[0]?.pid)
  },
})
supervisor.start()

import { becomeChild, dieWithParent } from '../../src/supervisor/child.ts'

/** Reports ready, then never gives its event loop back. */
const child = becomeChild(async () => {})
dieWithParent()
child.ready('running')
setTimeout(() => {
  for (;;) Math.random()
}, 5)

import { becomeChild } from '../../src/supervisor/child.ts'

/** A child that only lives: the gateway's place in a test. */
const child = becomeChild(async () => {})
child.ready('running')

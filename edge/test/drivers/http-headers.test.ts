import { expect, it } from 'vitest'
import { hostileInput, INPUTS, seeded } from '../../../device-profiles/test/hostile/inputs.ts'
import { digestAnswer, digestResponse } from '../../src/drivers/http/digest.ts'

/** RFC 7616 §3.9.1: the same request answered with both algorithms. */
const EXAMPLE =
  'username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth'

it.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('a digest with %s is that of the standard’s own example', (algorithm, response) => {
  const answer = digestAnswer(`${EXAMPLE}, algorithm=${algorithm}, response="${response}"`)
  if (answer === undefined) throw new Error('not an answer')
  expect(digestResponse(answer, 'GET', 'Circle of Life')).toBe(response)
  expect(answer.response).toBe(response)
})

it('a hundred thousand hostile headers do no harm', () => {
  const random = seeded(0xd16e57)
  const good = [new TextEncoder().encode(`${EXAMPLE}, algorithm=MD5, response="8ca523f5e9506fed4657c9700eebdbec"`)]
  for (let index = 0; index < INPUTS; index++)
    digestAnswer(Buffer.from(hostileInput(random, index, good)).toString('latin1'))
  console.info(`hostile inputs without a throw: http-digest ${INPUTS}`)
})

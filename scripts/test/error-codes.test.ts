import { expect, it } from 'vitest'
import { errorCodes } from '../error-codes.ts'

it('every error code stands in one catalogue only', async () => {
  const codes = (await errorCodes()).map(({ code }) => code)
  expect(codes.length).toBeGreaterThan(50)
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
})

it('every error says what is wrong in both languages', async () => {
  for (const { code, zh, en } of await errorCodes()) {
    expect(zh, code).toMatch(/\p{Script=Han}/u)
    expect(en, code).not.toBe('')
  }
})

it('every error maps to an HTTP error status', async () => {
  for (const { code, status } of await errorCodes())
    expect(status, code).toSatisfy((value: number) => value >= 400 && value < 600)
})

import { DAY_MS, daysUntilEndOf, type Fact, type Now, numberOf, type Quantity, subjectOf, textOf } from '../quantity.ts'

const RECEIVING = 'receiving'
const STOCK_OUT = 'stock-out'
/** Goods that keep for longer than this are looked at when they are taken stock of. */
const KEPT_DAYS = 730
const FIFO_DAYS = 7
const LITTLE_KG = 0.001

type Lot = { fact: Fact; goods: string; lot: string; subject: string; days: number | undefined }

/** A lot is of its goods; one without a number is known by its record. */
const lotOf = (fact: Fact, now: Now): Lot => {
  const goods = textOf(fact, 'goods')
  const lot = textOf(fact, 'lot')
  const subject = subjectOf(goods, lot === '' ? `#${fact.seq}` : lot)
  return { fact, goods, lot, subject, days: daysUntilEndOf(fact.data.expires, now) }
}

/** Lots that were accepted and are not used up, in the order they came. */
function lotsOf(facts: readonly Fact[], now: Now): Lot[] {
  const out = facts.filter(({ form }) => form === STOCK_OUT)
  return facts
    .filter(({ form, data }) => form === RECEIVING && data.accepted !== false)
    .map((fact) => lotOf(fact, now))
    .filter((lot) => {
      const taken = out.filter((each) => isOf(each, lot))
      const left = taken.reduce(
        (sum, each) => sum - (numberOf(each, 'amount') ?? 0),
        numberOf(lot.fact, 'net-weight') ?? 0,
      )
      return !taken.some(({ data }) => data.finished === true) && (taken.length === 0 || left > LITTLE_KG)
    })
}

/** Goods without a lot number are written out by the number of their record (`#17`) or by their name alone. */
function isOf(out: Fact, { fact, goods, lot }: Lot): boolean {
  if (textOf(out, 'goods') !== goods || out.at < fact.at) return false
  const named = textOf(out, 'lot')
  return lot === '' ? named === '' || named === `#${fact.seq}` : named === lot
}

/** GB 7718: good until the end of the day that is printed on it. */
export const daysToExpiry: Quantity = {
  id: 'days-to-expiry',
  forms: { [RECEIVING]: KEPT_DAYS, [STOCK_OUT]: KEPT_DAYS },
  of: (facts, now) =>
    lotsOf(facts, now).flatMap(({ subject, days }) =>
      days === undefined ? [] : [{ subject, form: RECEIVING, value: days }],
    ),
}

/** The older lot that is passed over: what was taken last of these goods was of a newer one. */
export const fifoViolation: Quantity = {
  id: 'fifo-violation',
  forms: { [RECEIVING]: KEPT_DAYS, [STOCK_OUT]: KEPT_DAYS },
  of: (facts, now) => {
    const all = facts.filter(({ form }) => form === RECEIVING).map((fact) => lotOf(fact, now))
    const open = lotsOf(facts, now)
    const last = new Map(
      facts
        .filter(({ form, at, data }) => form === STOCK_OUT && data.way === 'used' && now.wall - at < FIFO_DAYS * DAY_MS)
        .map((out) => [textOf(out, 'goods'), out]),
    )
    return [...last.values()].flatMap((out) => {
      const used = all.findLast((lot) => lot.lot !== '' && isOf(out, lot))
      const older = used && open.filter((lot) => lot.goods === used.goods && isOlder(lot, used))
      return (older ?? []).map(({ subject }) => ({ subject, form: STOCK_OUT, value: true }))
    })
  },
}

/** It goes off first, or came first where that is the same or unknown. */
function isOlder(lot: Lot, than: Lot): boolean {
  if (lot.fact.seq === than.fact.seq) return false
  if (lot.days !== undefined && than.days !== undefined && lot.days !== than.days) return lot.days < than.days
  return lot.fact.at < than.fact.at
}

import { ORIGINS, QUALITIES } from '@zaojun/core/plain'
import { sql } from 'kysely'
import { HOUR_UNKNOWN } from '../../ingest/decoded.ts'
import type { Piece } from '../../sealing/chunk.ts'
import { type Queries, siteNo } from '../queries.ts'
import { type Correction, correctionsOf, wireRuns } from './clock-corrections.ts'
import { asRecorded, dayOf, type Placed, readingsOf, shiftOfPiece } from './readings.ts'

export type ExportedSeries = { no: number; device: string; point: string }
export type ExportSpan = { site: string; from: number; to: number }
/** Of a site, one device or point of it where they are named; the next `limit` by device and point after that one. */
export type ExportedPage = {
  site: string
  device: string | null
  point: string | null
  after: ExportedSeries | null
  limit: number
}
/** Readings of some series whose own day, by the box's clock, is that; `day` null: those of unknown time. */
export type ExportSlice = ExportSpan & { day: number | null; series: ExportedSeries[] }
/** Rows of JSON, a line each, as UTF-8. */
export type ExportedRows = { rows: number; bytes: Uint8Array }

/** `text`: what follows the time in its row of JSON. */
type Row = Placed & { text: string }

const HOURS_PER_DAY = 24
const encoder = new TextEncoder()
const QUALITY_TEXT = QUALITIES.map((quality) => `,"quality":"${quality}"`)
const ORIGIN_TEXT = ORIGINS.map((origin) => `,"origin":"${origin}"`)

/** Readings in full for whoever takes them away. */
export function exportReads(queries: Queries) {
  const { all } = queries
  return {
    async exportedSeries(of: ExportedPage): Promise<ExportedSeries[]> {
      const site = await siteNo(queries, of.site)
      const narrowed = (column: string, value: string | null) =>
        value === null ? sql`` : sql`AND ${sql.ref(column)} = ${value}`
      const after = of.after === null ? sql`` : sql`AND (device, point) > (${of.after.device}, ${of.after.point})`
      return all(
        sql<ExportedSeries>`SELECT no, device, point FROM series
          WHERE site = ${site} ${narrowed('device', of.device)} ${narrowed('point', of.point)} ${after}
          ORDER BY device, point LIMIT ${of.limit}`,
      )
    },

    /** UTC days, as numbers since 1970, on which boxes of the site recorded something that may lie in the span. */
    async exportedDays({ site, from, to }: ExportSpan): Promise<number[]> {
      const no = await siteNo(queries, site)
      const runs = wireRuns(await correctionsOf(queries, no), from, to)
      const [first, last] = [Math.min(...runs.map(([hour]) => hour)), Math.max(...runs.map(([, hour]) => hour))]
      const unsealed = await all(
        sql<{ hour: number }>`SELECT DISTINCT hour FROM batch_hour
          WHERE site = ${no} AND hour BETWEEN ${first} AND ${last}`,
      )
      const sealed = await all(
        sql<{ day: number }>`SELECT DISTINCT day FROM chunk
          WHERE site = ${no} AND day BETWEEN ${dayOf(first)} AND ${dayOf(last)}`,
      )
      const days = new Set([...unsealed.map(({ hour }) => dayOf(hour)), ...sealed.map(({ day }) => day)])
      return [...days].sort((a, b) => a - b)
    },

    /** In the order of `series`, and within one as the box recorded them. */
    async exportRows({ site, from, to, day, series }: ExportSlice): Promise<ExportedRows> {
      const no = await siteNo(queries, site)
      const corrections = await correctionsOf(queries, no)
      const hours = day === null ? [HOUR_UNKNOWN] : hoursOf(day, wireRuns(corrections, from, to))
      const numbers = series.map((each) => each.no)
      const pieces = Map.groupBy(await readingsOf(queries, no, numbers, hours), (piece) => piece.series)
      const boxes = await boxNames(queries, no)
      let [rows, text] = [0, '']
      for (const { no: number, device, point } of series) {
        const head = `{"device":${JSON.stringify(device)},"point":${JSON.stringify(point)},"at":`
        const own = (pieces.get(number) ?? []).flatMap((piece) => rowsOf(piece, day !== null, corrections, boxes))
        for (const { t, text: rest } of asRecorded(own)) {
          if (t !== null && (t < from || t >= to)) continue
          text += `${head}${t}${rest}`
          rows++
        }
      }
      return { rows, bytes: encoder.encode(text) }
    },
  }
}

/** Those of the day that lie in one of the runs. */
const hoursOf = (day: number, runs: [number, number][]): number[] =>
  Array.from({ length: HOURS_PER_DAY }, (_, hour) => day * HOURS_PER_DAY + hour).filter((hour) =>
    runs.some(([first, last]) => first <= hour && hour <= last),
  )

async function boxNames({ all }: Queries, site: number): Promise<Map<number, string>> {
  const boxes = await all(sql<{ no: number; id: string }>`SELECT no, id FROM box WHERE site = ${site}`)
  return new Map(boxes.map(({ no, id }) => [no, JSON.stringify(id)]))
}

/** Query time is the wire's plus what the box has said of its clock since; what was told late keeps its own. */
function rowsOf(piece: Piece, known: boolean, corrections: Correction[], boxes: Map<number, string>): Row[] {
  const { box, points } = piece
  const { origin, t, s, v, sparse } = points
  const late = sparse.l === true
  const shift = shiftOfPiece(piece, corrections)
  const from = `${ORIGIN_TEXT[origin] ?? ''},"box":${boxes.get(box) ?? 'null'},"seq":`
  let calibration = ''
  return v.map((value, i): Row => {
    calibration = sparse.c?.[i] ?? calibration
    const seq = s[i] ?? 0
    const reason = sparse.r?.[i]
    const deviceTime = sparse.x?.[i]
    const text =
      `,"value":${JSON.stringify(value)}${QUALITY_TEXT[sparse.q?.[i] ?? 0] ?? ''}${from}${seq}` +
      (reason === undefined ? '' : `,"reason":${JSON.stringify(reason)}`) +
      (deviceTime === undefined ? '' : `,"deviceTime":${deviceTime}`) +
      (calibration === '' ? '' : `,"calibration":${JSON.stringify(calibration)}`) +
      (late ? ',"late":true}\n' : '}\n')
    return { box, s: seq, t: known ? (t[i] ?? 0) + shift : null, late, text }
  })
}

import pg from 'pg'

const INT8 = 20
const JSON_TEXT = 114
const INT4_ARRAY = 1007
const INT8_ARRAY = 1016
const FLOAT8_ARRAY = 1022
const NUMBER_ARRAYS = new Set([INT4_ARRAY, INT8_ARRAY, FLOAT8_ARRAY])
const { types: defaults } = pg

/** A list of finite numbers reads as JSON does, tens of times faster than item by item. */
const numberList = (text: string): (number | null)[] =>
  JSON.parse(`[${text.slice(1, -1).replaceAll('NULL', 'null')}]`) as (number | null)[]

/** Whole numbers are numbers: all that is stored is a safe integer. JSON stays text: whoever reads it parses it. */
export const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && oid === INT8) return Number
    if (format !== 'binary' && oid === JSON_TEXT) return String
    if (format !== 'binary' && NUMBER_ARRAYS.has(oid)) return numberList
    return defaults.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

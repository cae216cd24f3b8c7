import pg from 'pg'

const INT8 = 20
const JSON_TEXT = 114
const { types: defaults } = pg

/** Whole numbers are numbers: all that is stored is a safe integer. JSON stays text: whoever reads it parses it. */
export const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && oid === INT8) return Number
    if (format !== 'binary' && oid === JSON_TEXT) return String
    return defaults.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

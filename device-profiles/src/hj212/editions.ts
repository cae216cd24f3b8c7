/**
 * What tells the editions apart. 2017: HJ 212-2017, read. 2025: HJ 212-2025, in force since 2026-01-01, whose text was
 * not read; frame, CRC, version number, `RF=1` on what is sent again and encryption of the data (SM4, not spoken here)
 * are as implementers of it describe them.
 */
export const EDITIONS = {
  /** Version in the six high bits of `Flag`. */
  '2017': { version: 1, dataBytes: 1024 },
  '2025': { version: 2, dataBytes: 1024 },
} as const

/** What a command (CN) that comes up brings. `period`: values of a time that is over, its beginning in `DataTime`. */
export const REPORTS: Record<string, { brings: 'now' | 'period' | 'start' | 'notice'; period?: string }> = {
  '2011': { brings: 'now' },
  '2021': { brings: 'now' },
  '2031': { brings: 'period', period: 'day' },
  '2041': { brings: 'period', period: 'day' },
  '2051': { brings: 'period', period: 'minute' },
  '2061': { brings: 'period', period: 'hour' },
  '2081': { brings: 'start' },
  '1013': { brings: 'notice' },
}

/** Answers: the platform's to what comes up, and the unit's to what was asked of it. */
export const DATA_ACK = '9014'
export const NOTICE_ACK = '9013'
export const REQUEST_ACK = '9011'
export const RESULT = '9012'
export const SET_CLOCK = '1012'
/** The system that answers and commands belong to. */
export const INTERACTION = '91'

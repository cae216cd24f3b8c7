import { type DestinationStream, type Logger, pino } from 'pino'

/** Secrets never reach a log, whatever object carries them. */
const SECRETS = ['password', 'token', 'authorization', 'cookie', 'code', 'salt'].flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
])

export const createLog = (level: string, destination?: DestinationStream): Logger =>
  pino(
    { level, base: { app: 'cloud' }, redact: { paths: SECRETS, censor: '[redacted]' } },
    destination ?? pino.destination(2),
  )

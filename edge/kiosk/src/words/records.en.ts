import type { recordsErrorsZh, recordsZh } from './records.zh-CN.ts'

export const recordsEn: typeof recordsZh = {
  print: 'Print label',
  printing: 'Printing…',
  printed: 'The printer has taken it',
  showLabel: 'Show label',
  hideLabel: 'Hide label',
  printHere: 'Print from this screen',
  label: 'Label',
  look: 'Look at the record',
  unknown: 'There is no record no. {seq}',
  next: 'To be done now',
  picture: 'Photo of the record',
  scanned: 'A label was read: no. {seq}',
}

export const recordsErrorsEn: typeof recordsErrorsZh = {
  PRINTER_PAPER: 'The printer is out of paper',
  PRINTER_COVER: 'The printer is open or offline',
  PRINTER_AWAY: 'The printer cannot be reached',
}

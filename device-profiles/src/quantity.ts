/**
 * What is worked out and not measured. `by`: from what people record, by the box of itself, or by the cloud. `unit` is
 * UCUM; what has none is a count or a yes or no.
 */
export type QuantitySpec = { value: 'number' | 'boolean'; unit?: string; by: 'records' | 'box' | 'cloud' }

export const QUANTITIES: Readonly<Record<string, QuantitySpec>> = {
  'days-to-expiry': { value: 'number', unit: 'd', by: 'records' },
  'fifo-violation': { value: 'boolean', by: 'records' },
  'certificate-days-left': { value: 'number', unit: 'd', by: 'records' },
  'licence-days-left': { value: 'number', unit: 'd', by: 'records' },
  'sample-delay': { value: 'number', unit: 'min', by: 'records' },
  'samples-missing': { value: 'number', unit: '{count}', by: 'records' },
  'sample-hours-kept': { value: 'number', unit: 'h', by: 'records' },
  'time-between-8-and-60': { value: 'number', unit: 's', by: 'records' },
  'time-held-hot': { value: 'number', unit: 's', by: 'records' },
  'interlock-unconfirmed': { value: 'boolean', by: 'box' },
  'interlock-weakened': { value: 'boolean', by: 'box' },
  'duty-overdue': { value: 'boolean', by: 'box' },
  'notification-dead': { value: 'boolean', by: 'box' },
  'log-broken': { value: 'boolean', by: 'box' },
  'box-key-unusable': { value: 'boolean', by: 'box' },
  'alarm-repeats': { value: 'number', unit: '{count}', by: 'box' },
  'box-silence': { value: 'number', unit: 's', by: 'cloud' },
  'batches-missing': { value: 'number', by: 'cloud' },
  'batch-forks': { value: 'number', by: 'cloud' },
  'ledger-contradictions': { value: 'number', by: 'cloud' },
}

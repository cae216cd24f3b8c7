/** What somebody fills in on each form: values of its fields, and the devices others are taken from. */
export type FormRow = {
  form: string
  data: Record<string, unknown>
  measured?: Record<string, string>
  second?: string
}

/** Devices of the simulated kitchen that forms take values from. */
const SCALE = 'receiving-scale'
const PROBE = 'core-probe-1'

export const FORM_ROWS: readonly FormRow[] = [
  { form: 'accompaniment-roster', data: { date: '2026-12-01', meal: 'lunch', person: 'teacher-1' } },
  { form: 'colour-code', data: { food: 'fish', colour: 'red', right: false, done: '换用蓝色砧板' } },
  { form: 'cooling', data: { food: '卤牛肉' }, measured: { 'after-2h': PROBE } },
  { form: 'core-temperature', data: { food: '红烧肉', process: 'heat' }, measured: { temperature: PROBE } },
  {
    form: 'dish-label',
    data: { dish: '宫保鸡丁', allergens: ['peanut', 'soy'], 'keeps-hours': 2 },
    measured: { portion: SCALE },
  },
  { form: 'forbidden-food', data: { found: ['potato'], done: 'destroyed' } },
  { form: 'fridge-round', data: { tidy: true, expired: true, clean: true, temperature: 3.5 } },
  { form: 'hand-disinfection', data: { person: 'cook-1', seconds: 30, occasion: 'start' } },
  { form: 'kitchen-waste', data: { collector: '回收单位' }, measured: { weight: SCALE } },
  { form: 'leftovers', data: { dish: '米饭', way: 'discarded' }, measured: { weight: SCALE } },
  { form: 'dish-served', data: { dish: '红烧肉', meal: 'lunch' } },
  { form: 'health-certificate', data: { person: 'cook-1', expires: '2027-05-31' } },
  { form: 'holding', data: { dish: '红烧肉', step: 'started' }, measured: { temperature: PROBE } },
  {
    form: 'licence',
    data: {
      what: 'food-business',
      number: 'JY21101010000001',
      'issued-by': '市场监督管理局',
      'valid-until': '2029-05-31',
      displayed: true,
    },
  },
  { form: 'meal-accompaniment', data: { person: 'teacher-1', dishes: '红烧肉、青菜', taste: 'good' } },
  {
    form: 'morning-check',
    data: { person: 'cook-1', temperature: 36.5, symptom: false, workwear: true, decision: 'fit' },
  },
  { form: 'morning-meeting', data: { subject: '冷库温度与留样', people: 12 } },
  { form: 'oil-test', data: { tpm: 18.5, changed: false } },
  { form: 'pest-check', data: { traces: false, boards: true, traps: true } },
  { form: 'produce-purification', data: { goods: '菠菜', way: 'ozone', minutes: 15, residue: 'passed' } },
  { form: 'produce-washing', data: { goods: '菠菜', soak: 1800, rinses: 3 }, measured: { net: SCALE } },
  { form: 'purchase-test', data: { goods: '菠菜', test: '农药残留', passed: true } },
  {
    form: 'receiving',
    data: { supplier: '供应商', goods: '鲜猪肉', food: 'red-meat', certificate: true, accepted: true },
    measured: { 'net-weight': SCALE, 'product-temperature': PROBE },
  },
  { form: 'room-disinfection', data: { way: 'wipe', empty: true } },
  { form: 'safety-inspection', data: { part: ['gas', 'fire'], fine: true }, second: 'manager-1' },
  { form: 'sample-disposal', data: { dish: '红烧肉', way: 'discarded' } },
  { form: 'sample-retention', data: { dish: '红烧肉', meal: 'lunch', container: true }, measured: { net: SCALE } },
  { form: 'stock-out', data: { goods: '鲜猪肉', way: 'used', finished: false }, measured: { amount: SCALE } },
  { form: 'survey', data: { place: '后门', 'door-gap': 4 } },
  { form: 'tableware-disinfection', data: { way: 'chlorine', chlorine: 260, contact: 600 } },
  { form: 'tableware-test', data: { sample: '餐盘', detergent: false } },
  { form: 'training', data: { subject: '过敏原管理', people: 8, hours: 1.5 } },
  {
    form: 'unannounced-inspection',
    data: { inspector: 'authority', part: ['samples'], fine: false, found: '留样标签缺少时间', until: '2026-12-05' },
  },
  { form: 'waste-oil', data: { collector: '回收单位' }, measured: { weight: SCALE } },
  { form: 'work-log', data: { shift: 'early', done: '收货、备菜', 'handed-to': 'cook-2' } },
  { form: 'zone-responsibility', data: { zone: 'cooking', person: 'cook-1', from: '2026-12-01' } },
]

import type { Transport, Value } from '@zaojun/core'

/** A kind behind a clause: which model stands in for it, what it is made to say, and what the cloud must then know. */
export type KindRow = {
  clause: string
  says: string
  kind: string
  profile: string
  over: Transport
  address?: string
  position?: number
  params?: Record<string, number | boolean | string>
  /** Channels of the unit, as somebody turns them. */
  set?: Record<string, Value>
  /** The point that must read so at the cloud. */
  reads?: [point: string, value: Value]
  /** What the unit tells of, and what of it stands open at the cloud. */
  tells?: { event: string; fields: Record<string, number | boolean | string> }
  open?: Record<string, unknown>
  /** Fields that stand there as commitments, and such as are withheld because nobody consented. */
  hidden?: string[]
  withheld?: string[]
  /** The purpose to which the person consented beforehand. */
  consent?: { number: string; purpose: string }
  /** An order given at the box, and how it must end in the cloud's book. */
  order?: { command: string; value?: number; ends: 'confirmed' | 'refused'; reason?: string }
}

type Short = Omit<KindRow, 'clause' | 'says' | 'kind' | 'profile' | 'over'>
const row = (
  clause: string,
  says: string,
  kind: string,
  [profile, over]: [profile: string, over: Transport],
  rest: Short,
): KindRow => ({ clause, says, kind, profile, over, ...rest })

const tcp = (profile: string): [string, Transport] => [profile, 'modbus-tcp']
const rtu = (profile: string): [string, Transport] => [profile, 'modbus-rtu-over-tcp']
const registers = (kind: string) => tcp(`zaojun-contract-${kind}`)
const mqtt = (kind: string): [string, Transport] => [`zaojun-contract-${kind}-mqtt`, 'mqtt']
const http = (kind: string): [string, Transport] => [`zaojun-contract-${kind}-http`, 'http']

const TEST = { test: '9', item: 'celery', method: 'GB/T 5009.199', result: 'negative', 'sample-lot': 'L-3' }
const tested = (category: string, more: Record<string, number | string> = {}) => ({
  tells: { event: 'test-completed', fields: { ...TEST, category, ...more } },
  open: { category, result: 'negative', 'sample-lot': 'L-3', ...more },
})

/** Clause 4.3.10, the devices in its order. */
const DEVICES: KindRow[] = [
  row('D1', 'a morning check, its body data only as commitments', 'morning-check', http('morning-check'), {
    tells: {
      event: 'person-checked',
      fields: { person: '1001', 'body-temperature': 36.5, mask: true, result: 'pass' },
    },
    open: { mask: true },
    hidden: ['body-temperature', 'result'],
  }),
  row('D2', 'a weighing of a person, only as commitments', 'body-composition', ['ble-body-composition', 'mqtt'], {
    address: 'A4:C1:38:00:00:07',
    consent: { number: '7', purpose: 'personal-nutrition-advice' },
    tells: { event: 'person-weighed', fields: { person: '7', weight: 71.5 } },
    hidden: ['weight'],
  }),
  row('D3', 'the heat in a workwear cabinet', 'workwear-cabinet', registers('workwear-cabinet'), {
    set: { 'chamber-temperature': 62.5 },
    reads: ['chamber-temperature', 62.5],
  }),
  row('D4', 'the gross weight on a scale', 'cloud-scale', ['yaohua-xk3190-a9', 'stream-tcp'], {
    params: { capacity: 150, division: 0.05 },
    set: { displayed: 12.35 },
    reads: ['gross', 12.35],
  }),
  row(
    'D5',
    'the result of a rapid test',
    'rapid-analyzer',
    http('rapid-analyzer'),
    tested('pesticide', { inhibition: 12.5 }),
  ),
  row('D6', 'the air of a store', 'warehouse-climate', rtu('xy-md02'), {
    set: { 'air-temperature': 31.5, 'relative-humidity': 66 },
    reads: ['air-temperature', 31.5],
  }),
  row('D7', 'the weight left in an additive cabinet', 'additive-cabinet', registers('additive-cabinet'), {
    set: { net: 812.3 },
    reads: ['net', 812.3],
  }),
  row('D7', 'who took how much of an additive, by two people', 'additive-cabinet', mqtt('additive-cabinet'), {
    tells: {
      event: 'item-issued',
      fields: { person: '31', 'second-person': '32', item: 'nitrite', quantity: 12.5, remaining: 800 },
    },
    open: { item: 'nitrite', quantity: 12.5, remaining: 800 },
  }),
  row('D8', 'the core of a dish', 'core-temp-probe', rtu('pt100-8ch'), {
    position: 3,
    set: { 'probe-3': 75.5 },
    reads: ['core-temperature', 75.5],
  }),
  row('D9', 'the air of a retention fridge', 'sample-retention', registers('sample-retention'), {
    set: { 'air-temperature': 3.4, 'samples-held': 9 },
    reads: ['air-temperature', 3.4],
  }),
  row('D10', 'the oil in a wok', 'oil-temp', rtu('calex-pyrousb'), {
    set: { 'oil-temperature': 186.5 },
    reads: ['oil-temperature', 186.5],
  }),
  row('D11', 'how spent the oil is', 'oil-quality', registers('oil-quality'), {
    set: { tpm: 24.5, grade: 'change' },
    reads: ['grade', 'change'],
  }),
  row('D12', 'the air of a special room', 'special-area-temp', ['tuya-zigbee-climate', 'mqtt'], {
    address: 'room',
    set: { 'air-temperature': 24.5 },
    reads: ['air-temperature', 24.5],
  }),
  row('D13', 'a forbidden behaviour that was seen', 'behaviour-alarm', http('behaviour-alarm'), {
    tells: { event: 'behaviour-detected', fields: { behaviour: 'smoking', confidence: 91, camera: 'cam-2' } },
    open: { behaviour: 'smoking', confidence: 91, camera: 'cam-2' },
  }),
  row('D14', 'the high voltage of a purifier', 'fume-purifier', registers('fume-purifier'), {
    set: { 'high-voltage': 11.05 },
    reads: ['high-voltage', 11.05],
  }),
  row('D15', 'the acidity of the waste water', 'sewage-processor', registers('sewage-processor'), {
    set: { ph: 6.25, flow: 2.5 },
    reads: ['ph', 6.25],
  }),
  row('D16', 'the dose of an ultraviolet lamp', 'uv-lamp', registers('uv-lamp'), {
    set: { irradiance: 88 },
    reads: ['irradiance', 88],
  }),
  row('D16', 'that a lamp was not lit while somebody was there', 'uv-lamp', registers('uv-lamp'), {
    set: { occupied: true },
    reads: ['occupied', true],
    order: { command: 'switch-on', ends: 'refused', reason: 'denied-person-present' },
  }),
  row('D17', 'gas in the air', 'gas-monitor', rtu('pemtech-pt495'), {
    set: { 'combustible-gas': 27 },
    reads: ['combustible-gas', 27],
  }),
  row('D18', 'water on the floor', 'floor-water', rtu('rle-ld1500'), { set: { leak: true }, reads: ['leak', true] }),
  row('D19', 'that a gas valve was closed', 'safety-valve', tcp('waveshare-relay-8ch'), {
    position: 2,
    order: { command: 'close', ends: 'confirmed' },
    reads: ['closed', true],
  }),
  row('D20', 'the oil of a fryer', 'oil-temp-online', registers('oil-temp-online'), {
    set: { 'oil-temperature': 181.5 },
    reads: ['oil-temperature', 181.5],
  }),
  row('D21', 'the acidity of the water in use', 'water-quality', rtu('sup-ph8001'), {
    set: { ph: 6.8 },
    reads: ['ph', 6.8],
  }),
  row('D22', 'the ozone of a room being disinfected', 'env-disinfection', registers('env-disinfection'), {
    set: { ozone: 0.12 },
    reads: ['ozone', 0.12],
  }),
  row('D22', 'that fog was not let out into a room nobody vouched for', 'env-disinfection', mqtt('env-disinfection'), {
    order: { command: 'start', ends: 'refused', reason: 'denied-person-present' },
  }),
  row('D23', 'that a burner was shut off', 'smart-burner', registers('smart-burner'), {
    order: { command: 'shut-off', ends: 'confirmed' },
    reads: ['flame-on', false],
  }),
  row('D24', 'the heat of a digester', 'food-waste', registers('food-waste'), {
    set: { 'chamber-temperature': 61.5 },
    reads: ['chamber-temperature', 61.5],
  }),
  row('D25', 'where a delivery vehicle is', 'vehicle-recorder', ['jt808-2013', 'jt-808'], {
    address: '13800138025',
    set: { latitude: 31.230416, longitude: 121.473701 },
    reads: ['latitude', 31.230416],
  }),
]

/** The physical items of clauses 5.2 to 5.13. */
const SCENES: KindRow[] = [
  row('S2.1', 'who came in by face', 'access-terminal', ['hikvision-minmoe', 'http'], {
    address: '44:19:b6:00:00:21',
    tells: { event: 'person-passed', fields: { person: '1001', method: 'face', mask: true } },
    open: { method: 'face', mask: true },
  }),
  row('S2.2', 'a passage through the thermal gate', 'access-terminal', ['hikvision-thermal-gate', 'http'], {
    address: '44:19:b6:00:00:22',
    tells: { event: 'person-passed', fields: { 'body-temperature': 36.4, 'temperature-abnormal': false, mask: true } },
    open: { mask: true },
    hidden: ['body-temperature'],
  }),
  row('S2.3', 'a hand washed and a temperature taken', 'hand-sanitizer', http('hand-sanitizer'), {
    tells: {
      event: 'hand-washed',
      fields: { person: '1001', duration: 26, sanitizer: true, 'body-temperature': 36.1 },
    },
    open: { duration: 26, sanitizer: true },
    hidden: ['body-temperature'],
  }),
  row('S2.4', 'how many guests came in', 'people-counter', ['axis-people-counter', 'http'], {
    address: 'axis-1',
    set: { 'people-in': 412 },
    reads: ['people-in', 412],
  }),
  row('S2.5', 'a crowd at a counter', 'people-counter', ['hikvision-queue', 'http'], {
    address: '84:9a:40:00:00:02',
    set: { 'queue-length': 14 },
    reads: ['crowded', true],
  }),
  row('S2.6', 'the code of a meal', 'code-reader', ['keyboard-code-reader', 'keyboard'], {
    tells: { event: 'code-read', fields: { code: 'MEAL-20261123-7' } },
    open: { code: 'MEAL-20261123-7' },
  }),
  row('S3.3', 'what a camera recognised', 'behaviour-alarm', http('behaviour-alarm'), {
    tells: { event: 'behaviour-detected', fields: { behaviour: 'no-hat', confidence: 88 } },
    open: { behaviour: 'no-hat', confidence: 88 },
  }),
  row('S4.2', 'a temperature at the kitchen’s door', 'access-terminal', ['hikvision-minmoe', 'http'], {
    address: '44:19:b6:00:00:42',
    tells: { event: 'person-passed', fields: { person: '1002', 'body-temperature': 36.2, mask: false } },
    open: { mask: false },
    hidden: ['body-temperature'],
  }),
  row('S4.3', 'that hands were looked at', 'morning-check', mqtt('morning-check'), {
    tells: { event: 'person-checked', fields: { person: '1003', 'hand-ok': true, hat: true } },
    open: { hat: true },
    hidden: ['hand-ok'],
  }),
  row('S4.5', 'who began a shift', 'access-terminal', ['zkteco-adms', 'http'], {
    address: 'CKJG204960099',
    tells: { event: 'person-passed', fields: { person: '1004', attendance: 'check-in' } },
    hidden: ['attendance'],
  }),
  row('S4.6', 'a door left open', 'door', rtu('waveshare-io-8ch'), {
    position: 4,
    params: { 'input-4': 'on' },
    set: { 'contact-4': true },
    reads: ['door-open', true],
  }),
  row('S4.7', 'how much agent a passage has left', 'body-disinfection', registers('body-disinfection'), {
    set: { 'agent-level': 34 },
    reads: ['agent-level', 34],
  }),
  row('S4.8', 'a stranger', 'access-terminal', ['hikvision-minmoe', 'http'], {
    address: '44:19:b6:00:00:48',
    tells: { event: 'stranger-seen', fields: {} },
    open: {},
  }),
  row(
    'S5.1',
    'a test for pesticides',
    'rapid-analyzer',
    http('rapid-analyzer'),
    tested('pesticide', { inhibition: 8 }),
  ),
  row('S5.2', 'a test for veterinary drugs', 'rapid-analyzer', http('rapid-analyzer'), tested('veterinary-drug')),
  row(
    'S5.3',
    'a test for heavy metals',
    'rapid-analyzer',
    mqtt('rapid-analyzer'),
    tested('heavy-metal', { value: 0.02 }),
  ),
  row('S5.4', 'a test for ATP', 'rapid-analyzer', mqtt('rapid-analyzer'), tested('atp', { luminescence: 18 })),
  row(
    'S5.5',
    'a test that nobody wrote down by hand',
    'rapid-analyzer',
    mqtt('rapid-analyzer'),
    tested('pesticide', { inhibition: 41 }),
  ),
  row('S6.1', 'a rodent board that is away', 'rodent-guard', ['aqara-mccgq11lm-guard', 'mqtt'], {
    address: 'board-1',
    set: { 'in-place': false },
    reads: ['in-place', false],
  }),
  row('S6.2', 'how far goods stand from the wall', 'distance-sensor', registers('distance-sensor'), {
    set: { distance: 84 },
    reads: ['distance', 84],
  }),
  row('S6.3', 'the air of a dry store', 'warehouse-climate', ['aqara-wsdcgq11lm', 'mqtt'], {
    address: 'dry-store',
    set: { 'air-temperature': 21.5 },
    reads: ['air-temperature', 21.5],
  }),
  row('S6.4', 'that the repeller was switched off and on', 'switched-load', registers('switched-load'), {
    order: { command: 'switch-off', ends: 'confirmed' },
    reads: ['switched-on', false],
  }),
  row('S6.5', 'what came in, in kilograms', 'cloud-scale', ['yaohua-xk3190-a9', 'stream-tcp'], {
    params: { capacity: 300, division: 0.1 },
    set: { displayed: 84.6 },
    reads: ['net', 84.6],
  }),
  row('S6.6', 'the code of one package', 'code-reader', mqtt('code-reader'), {
    set: { code: '6901234567892' },
    reads: ['code', '6901234567892'],
  }),
  row('S6.11', 'a tag that passed', 'rfid-reader', mqtt('rfid-reader'), {
    tells: { event: 'tag-read', fields: { tag: 'E28011606000020D', antenna: 1, direction: 'out' } },
    open: { tag: 'E28011606000020D', direction: 'out' },
  }),
  row('S7.1', 'a wash with its batch', 'produce-washer', mqtt('produce-washer'), {
    tells: { event: 'wash-completed', fields: { batch: 'B-7', item: 'lettuce', duration: 780, soak: 600 } },
    open: { batch: 'B-7', item: 'lettuce', duration: 780, soak: 600 },
  }),
  row('S7.2', 'the ozone in the water', 'produce-washer', registers('produce-washer'), {
    set: { 'dissolved-ozone': 1.85 },
    reads: ['dissolved-ozone', 1.85],
  }),
  row('S7.3', 'how long it soaked', 'produce-washer', registers('produce-washer'), {
    set: { soak: 610 },
    reads: ['soak', 610],
  }),
  row('S7.4', 'that it is being purified', 'produce-washer', registers('produce-washer'), {
    set: { phase: 'purifying', turbidity: 7.5 },
    reads: ['phase', 'purifying'],
  }),
  row('S7.5', 'water on the washing floor', 'floor-water', ['aqara-sjcgq11lm', 'mqtt'], {
    address: 'sink',
    set: { leak: true },
    reads: ['leak', true],
  }),
  row('S8.1', 'a knife taken from its slot', 'tool-cabinet', mqtt('tool-cabinet'), {
    tells: { event: 'tool-taken', fields: { slot: 4, tag: 'K-04', colour: 'red', person: '12' } },
    open: { slot: 4, tag: 'K-04', colour: 'red' },
  }),
  row('S8.1', 'how many tools a cabinet holds', 'tool-cabinet', registers('tool-cabinet'), {
    set: { 'tools-present': 7 },
    reads: ['tools-present', 7],
  }),
  row('S8.3', 'the colour of a board that came back', 'tool-cabinet', mqtt('tool-cabinet'), {
    tells: { event: 'tool-returned', fields: { slot: 2, colour: 'blue' } },
    open: { slot: 2, colour: 'blue' },
  }),
  row('S9.1', 'the cold of a cold room', 'refrigeration', rtu('carel-ir33'), {
    set: { 'air-temperature': -17.5 },
    reads: ['air-temperature', -17.5],
  }),
  row('S9.2', 'a weight taken out', 'cloud-scale', rtu('cas-ci-600d'), {
    params: { capacity: 60 },
    set: { net: 4.25 },
    reads: ['net', 4.25],
  }),
  row('S9.4', 'a door of a cold room', 'refrigeration', rtu('carel-ir33'), {
    set: { 'door-open': true },
    reads: ['door-open', true],
  }),
  row('S10.1', 'the second alarm of a gas detector', 'gas-monitor', rtu('pemtech-pt495'), {
    set: { 'combustible-gas': 60 },
    reads: ['alarm-level-2', true],
  }),
  row('S10.2', 'the oil a camera of heat sees', 'oil-temp', rtu('omega-os-mini'), {
    set: { 'oil-temperature': 201 },
    reads: ['oil-temperature', 201],
  }),
  row('S10.3', 'for how long a flame burns unattended', 'smart-burner', registers('smart-burner'), {
    set: { unattended: 45 },
    reads: ['unattended', 45],
  }),
  row('S10.4', 'the oil on a grease trap', 'sewage-processor', registers('sewage-processor'), {
    set: { 'oil-layer': 96 },
    reads: ['oil-layer', 96],
  }),
  row('S10.5', 'that an actuator closed the gas', 'safety-valve', tcp('rotork-actuator'), {
    order: { command: 'close', ends: 'confirmed' },
  }),
  row('S10.6', 'the fume that leaves', 'fume-monitor', ['hj212-fume-2017', 'hj-212'], {
    address: '88888880000106',
    set: { fume: 1.35 },
    reads: ['fume', 1.35],
  }),
  row('S10.7', 'that the purifier must be washed', 'fume-purifier', registers('fume-purifier'), {
    set: { 'wash-due': true },
    reads: ['wash-due', true],
  }),
  row('S10.8', 'the core of a roast', 'core-temp-probe', ['combustion-probe-ble', 'mqtt'], {
    address: 'C2:71:19:AA:00:01',
    set: { 'core-temperature': 74.5 },
    reads: ['core-temperature', 74.5],
  }),
  row('S11.1', 'how long hands were washed', 'hand-sanitizer', registers('hand-sanitizer'), {
    set: { 'wash-duration': 31 },
    reads: ['wash-duration', 31],
  }),
  row('S11.2', 'a passage through the fog', 'body-disinfection', mqtt('body-disinfection'), {
    tells: { event: 'session-completed', fields: { person: '14', duration: 15, interrupted: false } },
    open: { duration: 15, interrupted: false },
  }),
  row('S11.3', 'a door that opens by face', 'door', ['aqara-mccgq11lm', 'mqtt'], {
    address: 'back-door',
    set: { 'door-open': true },
    reads: ['door-open', true],
  }),
  row('S12.1', 'how much was fogged', 'env-disinfection', registers('env-disinfection'), {
    set: { dose: 125, mode: 'fog' },
    reads: ['dose', 125],
  }),
  row('S12.2', 'how old a lamp is', 'uv-lamp', registers('uv-lamp'), {
    set: { 'lamp-age': 7420 },
    reads: ['lamp-age', 7420],
  }),
  row('S12.3', 'a window of the portioning room', 'door', rtu('waveshare-io-8ch'), {
    position: 2,
    params: { 'input-2': 'off' },
    set: { 'contact-2': true },
    reads: ['door-open', true],
  }),
  row('S12.4', 'how many bowls of rice', 'meal-dispenser', registers('meal-dispenser'), {
    set: { portions: 70321 },
    reads: ['portions', 70321],
  }),
  row('S12.5', 'a bowl of soup, but not whose and how much without consent', 'meal-dispenser', mqtt('meal-dispenser'), {
    tells: { event: 'portion-dispensed', fields: { tag: 'T-8', quantity: 240, person: '88' } },
    open: { tag: 'T-8' },
    withheld: ['quantity'],
  }),
  row('S12.6', 'the damp of the portioning room', 'warehouse-climate', rtu('r444a01'), {
    set: { 'relative-humidity': 71.5 },
    reads: ['relative-humidity', 71.5],
  }),
  row('S12.7', 'a sample put away', 'sample-retention', mqtt('sample-retention'), {
    tells: {
      event: 'sample-stored',
      fields: {
        sample: 'S-1123-1',
        dish: 'tofu',
        cell: 3,
        net: 126,
        'due-at': '2026-11-25T12:00:00+08:00',
        person: '5',
      },
    },
    open: { sample: 'S-1123-1', cell: 3, net: 126 },
  }),
  row('S13.1', 'that solids are being separated', 'food-waste', registers('food-waste'), {
    set: { phase: 'separating' },
    reads: ['phase', 'separating'],
  }),
  row('S13.2', 'the motor of a press', 'food-waste', registers('food-waste'), {
    set: { 'motor-current': 11.5 },
    reads: ['motor-current', 11.5],
  }),
  row('S13.3', 'what was weighed into the digester', 'food-waste', mqtt('food-waste'), {
    tells: { event: 'waste-weighed', fields: { category: 'leftovers', quantity: 12.4 } },
    open: { category: 'leftovers', quantity: 12.4 },
  }),
  row('S13.4', 'the final rinse of a dishwasher', 'dishwasher', registers('dishwasher'), {
    set: { 'rinse-temperature': 81.5, 'rinse-held': 14 },
    reads: ['rinse-temperature', 81.5],
  }),
  row('S13.5', 'a settled meal, but not what was eaten without consent', 'settlement', http('settlement'), {
    tells: { event: 'meal-settled', fields: { order: 'O-9', terminal: 'till-1', dishes: 'tofu', total: 18.5 } },
    open: { order: 'O-9', terminal: 'till-1' },
    withheld: ['dishes', 'total'],
  }),
  row('S13.6', 'the cold in a vehicle', 'vehicle-recorder', ['zaojun-contract-vehicle-recorder-jt808', 'jt-808'], {
    address: '13800138136',
    set: { 'compartment-temperature-1': 3.5 },
    reads: ['compartment-temperature-1', 3.5],
  }),
  row('S13.7', 'how fast it drives', 'vehicle-recorder', ['jt808-2019', 'jt-808'], {
    address: '13800138137',
    set: { speed: 35.6 },
    reads: ['speed', 35.6],
  }),
  row('S13.8', 'a door opened on the way', 'vehicle-recorder', ['jt808-2013', 'jt-808'], {
    address: '13800138138',
    set: { 'door-alarm': true },
    reads: ['door-alarm', true],
  }),
]

/** What the modules of clause 6.2 show of devices. */
const MODULES: KindRow[] = [
  row('M1.5', 'who ended a shift', 'access-terminal', ['zkteco-adms', 'http'], {
    address: 'CKJG204960105',
    tells: { event: 'person-passed', fields: { person: '1005', attendance: 'check-out' } },
    hidden: ['attendance'],
  }),
  row('M1.9', 'a breach that a camera recognised', 'behaviour-alarm', http('behaviour-alarm'), {
    tells: { event: 'behaviour-detected', fields: { behaviour: 'phone', confidence: 83 } },
    open: { behaviour: 'phone', confidence: 83 },
  }),
  row('M1.11', 'when somebody unknown came', 'access-terminal', ['hikvision-minmoe', 'http'], {
    address: '44:19:b6:00:01:11',
    tells: { event: 'stranger-seen', fields: {} },
    open: {},
  }),
  row('M3.4', 'how much agent a passage still has', 'body-disinfection', registers('body-disinfection'), {
    set: { 'agent-level': 71 },
    reads: ['agent-level', 71],
  }),
  row('M3.7', 'how much gas there is', 'gas-monitor', rtu('pemtech-pt495'), {
    set: { 'combustible-gas': 4 },
    reads: ['combustible-gas', 4],
  }),
  row('M3.8', 'how far goods stand off the floor', 'distance-sensor', registers('distance-sensor'), {
    set: { distance: 127 },
    reads: ['distance', 127],
  }),
  row('M3.10', 'what is hot', 'oil-temp-online', registers('oil-temp-online'), {
    set: { 'oil-temperature': 175.5 },
    reads: ['oil-temperature', 175.5],
  }),
  row('M3.12', 'what is kept at room temperature', 'warehouse-climate', rtu('xy-md02'), {
    set: { 'air-temperature': 22.5 },
    reads: ['air-temperature', 22.5],
  }),
]

export const KIND_ROWS: readonly KindRow[] = [...DEVICES, ...SCENES, ...MODULES]

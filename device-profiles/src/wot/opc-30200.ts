/** Namespace of OPC 30200, Commercial Kitchen Equipment, 1.00. */
export const OPC_30200 = 'http://opcfoundation.org/UA/CommercialKitchenEquipment/'

/** What OPC 30200 calls a kind and its points, where it has a word for them. */
export const OPC_30200_WORDS: Record<string, { device: string; points: Record<string, string> }> = {
  'oil-temp-online': {
    device: 'FryerDeviceType',
    points: {
      'oil-temperature': 'ActualTemperature',
      'target-temperature': 'SetTemperature',
      remaining: 'TimeRemaining',
      'basket-up': 'IsLiftUp',
      program: 'ProgramId',
    },
  },
  'oil-temp': { device: 'FryerDeviceType', points: { 'oil-temperature': 'ActualTemperature' } },
  dishwasher: {
    device: 'DishWashingMachineDeviceType',
    points: {
      'prewash-temperature': 'ActualPreTankTemperature',
      'wash-temperature': 'ActualMainTankTemperature',
      'rinse-temperature': 'ActualPumpedFinalRinseTemperature',
      phase: 'ProgramMode',
    },
  },
  'smart-burner': {
    device: 'CookingZoneDeviceType',
    points: { 'pan-present': 'IsPanDetected', power: 'ActualPower', 'oil-temperature': 'ActualTemperature' },
  },
  'meal-dispenser': { device: 'ServeryCounterDeviceType', points: {} },
}

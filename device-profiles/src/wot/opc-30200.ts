/** Namespace of OPC 30200, Commercial Kitchen Equipment, 1.00 (2019-07-12). */
export const OPC_30200 = 'http://opcfoundation.org/UA/CommercialKitchenEquipment/'

type Variables = Record<string, { unit?: string }>
const celsius = { unit: 'Cel' }
const seconds = { unit: 's' }
/** Every class has these (§ 5.5). */
const common: Variables = { ProgramId: {}, ProgramName: {} }
const cooked: Variables = {
  ...common,
  ProgramMode: {},
  SetTemperature: celsius,
  ActualTemperature: celsius,
  SetProcessTime: seconds,
  TimeRemaining: seconds,
}

/**
 * The words of the classes a kitchen's kinds speak of: browse name → engineering unit as the text gives it. Kinds name
 * them (`opc30200`); a name that does not stand here, or stands in another unit, is no word of the standard for it.
 * It has no class for refrigeration, gas, scales or cabinets.
 */
export const OPC_30200_CLASSES: Record<string, Variables> = {
  // § 6.2
  FryerDeviceType: { ...cooked, SignalMode: {}, IsLiftUp: {} },
  // § 7.2
  FryingPanDeviceType: {
    ...cooked,
    CookingLevel: {},
    SetCoreTemperature: celsius,
    ActualCoreTemperature: celsius,
    IsLidLocked: {},
  },
  // § 15.2, numbered by tank or module
  DishWashingMachineDeviceType: {
    ...common,
    ProgramMode: {},
    OperationMode: {},
    PreTankTemperatureSetpoint: celsius,
    MainTankTemperatureSetpoint: celsius,
    PumpedFinalRinseTemperatureSetpoint: celsius,
    FinalRinseTemperatureSetpoint: celsius,
    ActualPreTankTemperature: celsius,
    ActualMainTankTemperature: celsius,
    ActualPumpedFinalRinseTemperature: celsius,
    ActualFinalRinseTemperature: celsius,
  },
  // § 16.2, of a tray
  ServeryCounterDeviceType: { ...common, ProgramMode: {}, ActualTemperature: celsius, SetTemperature: celsius },
  // § 17.2
  CookingZoneDeviceType: {
    ...common,
    CurrentState: {},
    ActualTemperature: celsius,
    SetTemperature: celsius,
    ActualProcessTime: seconds,
    SetPowerValue: { unit: '%' },
    ActualPower: { unit: 'W' },
    IsPanDetected: {},
    NominalPower: { unit: 'W' },
  },
}

import { defineErrors } from '@zaojun/core'

export const fail = defineErrors({
  REGISTRY_SNAPSHOT_MALFORMED: {
    status: 400,
    zh: '流程快照格式不对：{name}',
    en: 'the snapshot of the flows is malformed: {name}',
  },
  REGISTRY_SNAPSHOT_OLDER: {
    status: 409,
    zh: '流程快照已过时（第 {name} 次部署），未作更改',
    en: 'the snapshot of the flows is older than the one in force (deploy {name}); nothing was changed',
  },
  REGISTRY_BUS_TWICE: {
    status: 409,
    zh: '两个总线节点用了同一编号 {name}，但设置不同',
    en: 'two bus nodes share the id {name} with different settings',
  },
  REGISTRY_BUS_TLS: {
    status: 400,
    zh: 'TLS 只用于外部 MQTT 代理（填了主机的 mqtt 总线）：{name}',
    en: 'TLS is for an outside MQTT broker, a bus of transport mqtt with a host: {name}',
  },
  REGISTRY_UNIT_TWICE: {
    status: 409,
    zh: '两个仪表节点用了同一编号 {name}，但设置不同',
    en: 'two unit nodes share the id {name} with different settings',
  },
  REGISTRY_BUS_UNKNOWN: { status: 404, zh: '没有这条总线：{name}', en: 'no such bus: {name}' },
  REGISTRY_BUS_IN_USE: { status: 409, zh: '总线 {name} 仍有仪表在用', en: 'bus {name} still has units' },
  REGISTRY_UNIT_UNKNOWN: { status: 404, zh: '没有这台仪表：{name}', en: 'no such unit: {name}' },
  REGISTRY_UNIT_IN_USE: { status: 409, zh: '仪表 {name} 仍有设备在用', en: 'unit {name} still feeds a device' },
  REGISTRY_UNIT_FORMER: {
    status: 409,
    zh: '这台仪表已被更换：{name}；请用新仪表的编号',
    en: 'this unit was replaced: {name}; use the id of the new one',
  },
  REGISTRY_ADDRESS_TAKEN: {
    status: 409,
    zh: '同一总线上已有仪表用这个地址：{name}',
    en: 'another unit on the same bus has this address: {name}',
  },
  REGISTRY_POINT_LOST: {
    status: 409,
    zh: '新型号没有这个测点的通道：{name}',
    en: 'the new profile has no channel for this point: {name}',
  },
  CALIBRATION_CHANNEL: {
    status: 400,
    zh: '这个通道不能校准：{name}',
    en: 'this channel cannot be calibrated: {name}',
  },
  CALIBRATION_DERIVED: {
    status: 400,
    zh: '这个通道由别的通道算出，请校准：{name}',
    en: 'this channel is worked out from another one; calibrate that: {name}',
  },
  CALIBRATION_POINTS: {
    status: 400,
    zh: '校准点定不出一条校准线：偏移法一点，两点法两点且读数和标准值都不同',
    en: 'the points give no correction: one for an offset, two that differ in reading and reference for two-point',
  },
  CALIBRATION_TWICE: { status: 409, zh: '已有这次校准：{name}', en: 'this calibration is already there: {name}' },
  REGISTRY_PROFILE_UNKNOWN: { status: 400, zh: '没有这个型号：{name}', en: 'no such profile: {name}' },
  REGISTRY_DEVICE_UNKNOWN: { status: 404, zh: '没有这台设备：{name}', en: 'no such device: {name}' },
  REGISTRY_DEVICE_RETIRED: {
    status: 409,
    zh: '设备 {name} 已停用；要再用，请先恢复它，或换一个编号',
    en: 'device {name} is retired; restore it first or give the node a fresh id',
  },
  REGISTRY_DEVICE_TWICE: {
    status: 409,
    zh: '设备编号 {name} 已被另一个节点占用；请换一个编号',
    en: 'another node already holds device id {name}; give this node a fresh id',
  },
  REGISTRY_KIND_UNKNOWN: { status: 400, zh: '没有这种设备：{name}', en: 'no such kind of device: {name}' },
  REGISTRY_KIND_CHANGED: {
    status: 409,
    zh: '设备 {name} 的种类不能更改：历史属于原来的种类；请换一个编号',
    en: 'the kind of device {name} cannot change, its history belongs to the old one; use a fresh id',
  },
  REGISTRY_LABEL_UNKNOWN: { status: 422, zh: '该设备没有这个标签：{name}', en: 'the device has no such label: {name}' },
  REGISTRY_ZONE_UNKNOWN: { status: 400, zh: '没有这个分区：{name}', en: 'no such zone: {name}' },
  REGISTRY_POINT_UNKNOWN: { status: 400, zh: '该种类没有这个测点：{name}', en: 'the kind has no such point: {name}' },
  REGISTRY_NO_BINDING: {
    status: 400,
    zh: '设备 {name} 没有接到任何仪表：请选择仪表',
    en: 'device {name} is bound to no unit: choose one',
  },
})

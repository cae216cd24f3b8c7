"""A Modbus server of pymodbus: `pymodbus_server.py tcp PORT` or `pymodbus_server.py rtu PATH`, units 1 and 7."""

import asyncio
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer

# Register 1 of a climate sensor: -20.5 degrees in tenths; register 2: 40.0 percent. pymodbus counts from 1.
climate = ModbusSlaveContext(ir=ModbusSparseDataBlock({2: 0x10000 - 205, 3: 400}))
# Eight relays, all of them off, and the registers beside them that the board's profile reads.
board = ModbusSlaveContext(co=ModbusSparseDataBlock({number: False for number in range(1, 9)}))
context = ModbusServerContext(slaves={1: board, 7: climate}, single=False)


async def serve():
    kind, place = sys.argv[1:3]
    print("ready", flush=True)
    if kind == "tcp":
        await StartAsyncTcpServer(context=context, address=("127.0.0.1", int(place)))
    else:
        await StartAsyncSerialServer(context=context, framer=ModbusRtuFramer, port=place, baudrate=9600)


asyncio.run(serve())

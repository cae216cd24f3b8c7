"""A Modbus server made with pymodbus: `modbus_server.py tcp PORT` or `modbus_server.py rtu PATH`.

One unit, number 7. Lines on its standard input set its tables ("input 1 65331 400", from
address 1 on) or ask for them ("show coil 0", answered with "shown coil 0 1").
"""

import asyncio
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer

UNIT = 7
TABLES = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}


def block():
    # Sparse: what was not set is an address that is not there.
    return ModbusSparseDataBlock({0xFFFF: 0})


async def main(way, where):
    tables = {name: block() for name in TABLES}
    slave = ModbusSlaveContext(
        co=tables["coil"], di=tables["discrete"], hr=tables["holding"], ir=tables["input"], zero_mode=True
    )
    context = ModbusServerContext(slaves={UNIT: slave}, single=False)

    loop = asyncio.get_running_loop()

    def told():
        line = sys.stdin.readline()
        if line == "":
            loop.stop()
            return
        word, *rest = line.split()
        if word == "show":
            table, address = rest[0], int(rest[1])
            print("shown", table, address, int(tables[table].getValues(address)[0]), flush=True)
        else:
            first, *values = [int(each) for each in rest]
            tables[word].values.update({first + n: value for n, value in enumerate(values)})
            print("set", word, first, *values, flush=True)

    loop.add_reader(sys.stdin, told)
    if way == "tcp":
        server = await StartAsyncTcpServer(context, address=("127.0.0.1", int(where)), defer_start=True)
        serving = asyncio.ensure_future(server.serve_forever())
        await server.serving
    else:
        server = await StartAsyncSerialServer(
            context, framer=ModbusRtuFramer, port=where, baudrate=9600, ignore_missing_slaves=True, defer_start=True
        )
        await server.start()
        serving = asyncio.ensure_future(server.serve_forever())
    print("ready", flush=True)
    await serving


asyncio.run(main(sys.argv[1], sys.argv[2]))

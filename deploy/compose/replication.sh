#!/bin/bash
# 主库第一次启动时：让备库连得上，并让以后的提交等它。At the primary's first start: lets the standby in; commits wait for it from the next start on.
set -eu
echo "host replication zaojun all scram-sha-256" >> "$PGDATA/pg_hba.conf"
echo "synchronous_standby_names = 'standby'" >> "$PGDATA/postgresql.conf"

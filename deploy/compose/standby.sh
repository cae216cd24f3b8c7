#!/bin/bash
# 备库：没有数据就从主库取一份，然后跟着它。A standby: takes a copy of the primary where it has none, then follows it.
set -eu
data=/var/lib/postgresql/data
if [ ! -s "$data/PG_VERSION" ]; then
  until pg_basebackup -d "host=primary user=zaojun application_name=standby" -D "$data" -R -X stream -c fast; do sleep 2; done
  chmod 0700 "$data"
fi
exec postgres -D "$data" -c hot_standby=on

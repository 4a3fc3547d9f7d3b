#!/usr/bin/env bash
# Starts a real S3 server on loopback: Ceph RADOS Gateway over one in-memory OSD. Prints READY when it answers; ends with its own children on TERM.
# Usage: rgw.sh DIRECTORY PORT ACCESS_KEY SECRET_KEY
set -euo pipefail
dir=$1 port=$2 access=$3 secret=$4
mon=$((port + 1)) mon_v1=$((port + 2))
mkdir -p "$dir"/{mon,osd,run,log}
cat > "$dir/ceph.conf" <<CONF
[global]
fsid = 7d1c0a52-6c0a-4b53-9a0b-2f8f3d1f6a11
mon host = [v2:127.0.0.1:$mon,v1:127.0.0.1:$mon_v1]
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
run dir = $dir/run
admin socket = $dir/run/\$name.asok
log file = $dir/log/\$name.log
mon data = $dir/mon
osd data = $dir/osd
mgr initial modules =
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
osd crush chooseleaf type = 0
mon max pg per osd = 2000
osd objectstore = memstore
memstore device bytes = 512M
osd op num shards = 1
rgw frontends = beast endpoint=127.0.0.1:$port
rgw s3 auth use sts = false
rgw thread pool size = 16
CONF
export CEPH_CONF="$dir/ceph.conf"
children=()
stop() {
  for child in "${children[@]}"; do kill -KILL "$child" 2>/dev/null || true; done
  exit 0
}
trap stop TERM INT EXIT

monmaptool --create --fsid 7d1c0a52-6c0a-4b53-9a0b-2f8f3d1f6a11 --addv a "[v2:127.0.0.1:$mon,v1:127.0.0.1:$mon_v1]" "$dir/monmap" >/dev/null
: > "$dir/keyring"
ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
ceph-mon -i a -f & children+=($!)
until timeout 5 ceph --connect-timeout 3 status >/dev/null 2>&1; do sleep 0.2; done

osd=9f4f1d8e-52c9-4e0b-8f43-6a1a0a0c7e21
ceph osd new "$osd" >/dev/null
ceph-osd -i 0 --mkfs --osd-uuid "$osd" >/dev/null 2>&1
ceph-osd -i 0 -f >/dev/null 2>&1 & children+=($!)
radosgw -n client.rgw --ms_mon_client_mode crc -f & children+=($!)
radosgw-admin -n client.rgw --ms_mon_client_mode crc user create --uid=annotator --display-name=annotator \
  "--access-key=$access" "--secret=$secret" >/dev/null
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.2; done
echo READY
wait

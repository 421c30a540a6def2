#!/usr/bin/env bash
# start.sh COMMAND COMMAND [ROUNDS]: how much processor time and time two programs use from their start to the first /health, in turn, each on an
# empty data directory. For instance: bench/start.sh "dotnet artifacts/bin/McpGateway.Host/release/McpGateway.Host.dll" artifacts/publish/linux-x64/McpGateway.Host
set -euo pipefail
rounds=${3:-7}
ticks=$(getconf CLK_TCK)

# Prints processor seconds, seconds and resident MiB.
once() {
  local data log began address pid
  data=$(mktemp -d)
  log=$data/log
  : > "$log"
  began=$(date +%s%N)
  DATA_DIR=$data ADMIN_PASSWORD=measured-and-gone $1 --urls http://127.0.0.1:0 > "$log" 2>&1 &
  pid=$!
  until address=$(grep -o 'http://127.0.0.1:[1-9][0-9]*' "$log" | head -1) && [ -n "$address" ]; do
    kill -0 "$pid" 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.02
  done
  curl --silent --fail --output /dev/null "$address/health"
  awk -v ticks="$ticks" -v took="$(( ($(date +%s%N) - began) / 1000000 ))" -v pages="$(awk '{ print $2 }' "/proc/$pid/statm")" \
    '{ printf "%.2f %.2f %.0f\n", ($14 + $15) / ticks, took / 1000, pages * 4096 / 1048576 }' "/proc/$pid/stat"
  kill "$pid"
  wait "$pid" || true
  rm -rf "$data"
}

medians() {
  for column in 1 2 3; do cut -d' ' -f$column "$1" | sort -n | sed -n "$(( (rounds + 1) / 2 ))p"; done | paste -sd' '
}

first=$(mktemp) second=$(mktemp)
for ((round = 0; round < rounds; round++)); do
  once "$1" >> "$first"
  once "$2" >> "$second"
done
echo "median of $rounds: processor s, s, MiB"
echo "$(medians "$first")  $1"
echo "$(medians "$second")  $2"
rm "$first" "$second"

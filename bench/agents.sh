#!/usr/bin/env bash
# Start-up, memory, list and search with many agents alone, and with as many servers alone, each on a store of its own, side by side:
# ./build.sh bench agents [COUNT]. Needs curl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
count=${1:-10000}
host=${HOST_DIRECTORY:-}
if [ -z "$host" ]; then
  dotnet build src/McpGateway.Host -c Release -v quiet -nologo
  host=$PWD/artifacts/bin/McpGateway.Host/release
fi

work=$(mktemp -d)
process=
stop() { [ -z "$process" ] || { kill "$process" 2>/dev/null && wait "$process" 2>/dev/null; } || true; process=; }
trap 'stop; rm -rf "$work"' EXIT
export ADMIN_PASSWORD=bench-of-agents-1 DOTNET_CLI_TELEMETRY_OPTOUT=1

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# Starts the gateway; answers how many milliseconds passed until the first answer.
start() {
  local begun
  begun=$(milliseconds)
  dotnet "$host/McpGateway.Host.dll" --urls http://127.0.0.1:0 > "$work/log" 2>&1 &
  process=$!
  until url=$(grep -om1 'http://127.0.0.1:[1-9][0-9]*' "$work/log") && curl -sf -o "$work/health" "$url/health"; do
    kill -0 "$process" || { cat "$work/log" >&2; exit 1; }
    sleep 0.02
  done
  started=$(($(milliseconds) - begun))
}

sign_in() {
  curl -sf -c "$work/jar" -o "$work/answer" -d "username=admin&password=$ADMIN_PASSWORD" "$url/api/auth/login" || true
  token=$(curl -sf -b "$work/jar" -H "Origin: $url" -H 'Content-Type: application/json' -d '{"expires_in_hours":1}' "$url/api/tokens/generate" \
    | grep -o '"access_token":"[^"]*"' | head -1 | cut -d'"' -f4)
}

memory() { awk '/VmRSS/ {printf "%d", $2 / 1024}' "/proc/$process/status"; }

# Median of 51 requests, in milliseconds, by one connection.
median() {
  local i request=()
  for i in $(seq 51); do request+=(--next -s -o "$work/answer" -w '%{time_total}\n' -H "Authorization: Bearer $token" "$@"); done
  curl "${request[@]:1}" | sort -n | awk '{t[NR] = $1} END {printf "%.1f", t[int((NR + 1) / 2)] * 1000}'
}

search() { median -H 'Content-Type: application/json' -d "{\"query\":\"review python code\",\"entity_types\":[\"$1\"],\"include_disabled\":true}" "$url/api/search/semantic"; }

# note KIND FIGURE VALUE: keeps the smaller of what is measured twice, since a shared machine only ever adds.
declare -A measured
note() {
  local before=${measured[$1 $2]:-}
  measured[$1 $2]=$(awk -v a="$3" -v b="${before:-$3}" 'BEGIN {print a < b ? a : b}')
}

# figures KIND: of the gateway that runs; KIND is agents or servers.
figures() {
  local type=mcp_server list="$url/api/$1"
  [ "$1" = servers ] || type=a2a_agent
  note "$1" "first answer after the start, ms" "$started"
  note "$1" "memory at first, MiB" "$(memory)"
  note "$1" "list of all, ms" "$(median "$list")"
  note "$1" "list of all, KiB" "$(($(wc -c < "$work/answer") / 1024))"
  note "$1" "list by a text that few have, ms" "$(median "$list?query=team+77.")"
  note "$1" "search by a sentence, ms" "$(search $type)"
  note "$1" "memory at the end, MiB" "$(memory)"
}

# The figures of both kinds, and agents' as a multiple of servers'.
table() {
  local figure
  printf '\n| %s of each | servers | agents | agents ÷ servers |\n|---|---|---|---|\n' "$count"
  for figure in "first answer after the start, ms" "memory at first, MiB" "list of all, ms" "list of all, KiB" \
    "list by a text that few have, ms" "search by a sentence, ms" "memory at the end, MiB"; do
    awk -v name="$figure" -v s="${measured[servers $figure]}" -v a="${measured[agents $figure]}" \
      'BEGIN {printf "| %s | %s | %s | %.2f |\n", name, s, a, a / (s > 0 ? s : 1)}'
  done
}

# Requests that register the same things as agents with two skills, or as servers with two tools.
requests() {
  awk -v count="$count" -v url="$url" -v token="$token" -v kind="$1" 'BEGIN {
    split("Reviews python code,Books flights,Writes mails,Answers questions of law,Draws maps,Translates text,Plans meetings", purposes, ",")
    for (i = 0; i < count; i++) {
      if (i) print "next"
      purpose = purposes[i % 7 + 1]
      text = sprintf("%s for team %d.", purpose, i)
      print "silent\nfail\noutput = /dev/null\nurl = " url "/api/" kind "/register\nheader = \"Authorization: Bearer " token "\""
      if (kind == "agents") {
        body = sprintf("{\"path\":\"/agent%d\",\"name\":\"Assistant %d\",\"description\":\"%s\",\"version\":\"1.0.0\",\"url\":\"https://agent%d.example/a2a\",\"tags\":[\"team%d\"],\"skills\":[{\"id\":\"work\",\"name\":\"Work\",\"description\":\"%s.\",\"tags\":[]},{\"id\":\"report\",\"name\":\"Report\",\"description\":\"Says what was done.\",\"tags\":[]}]}", i, i, text, i, i % 40, purpose)
        gsub(/"/, "\\\"", body)
        print "header = \"Content-Type: application/json\"\ndata = \"" body "\""
      } else {
        tools = sprintf("[{\"name\":\"work\",\"description\":\"%s.\"},{\"name\":\"report\",\"description\":\"Says what was done.\"}]", purpose)
        gsub(/"/, "\\\"", tools)
        print "data-urlencode = \"path=/server" i "\"\ndata-urlencode = \"name=Assistant " i "\"\ndata-urlencode = \"description=" text "\""
        print "data-urlencode = \"proxy_pass_url=https://server" i ".example/mcp\"\ndata-urlencode = \"tags=team" i % 40 "\"\ndata-urlencode = \"tool_list_json=" tools "\""
      }
    }
  }'
}

# In turn, twice: whichever is first finds a colder machine.
for kind in servers agents servers agents; do
  export DATA_DIR=$work/$kind
  if [ ! -d "$DATA_DIR" ]; then
    start
    sign_in
    requests "$kind" > "$work/requests"
    begun=$(milliseconds)
    curl -K "$work/requests"
    echo "registered $count $kind in $(((($(milliseconds) - begun)) / 1000)) s"
    stop
  fi

  start
  sign_in
  figures "$kind"
  stop
done

table

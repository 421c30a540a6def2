#!/usr/bin/env bash
# Registers the sample servers at a gateway and switches them on, as registrations/*.json and server_state.json say.
# For administrators: ADMIN_PASSWORD=… samples/servers/register.sh [GATEWAY_URL], or TOKEN=… instead of the password.
set -euo pipefail
gateway=${1:-http://127.0.0.1:7860}
folder=$(dirname "${BASH_SOURCE[0]}")/registrations
cookies=$(mktemp)
trap 'rm -f "$cookies"' EXIT
credential=(-b "$cookies")
if [ -n "${TOKEN:-}" ]; then
  credential=(-H "@$cookies")
  printf 'Authorization: Bearer %s\n' "$TOKEN" > "$cookies"
else
  : "${ADMIN_PASSWORD:?set it to the password of the administrator of the gateway, or set TOKEN}"
  curl -sS --fail-with-body -o /dev/null -c "$cookies" -H 'Accept: application/json' \
    --data-urlencode "username=${ADMIN_USER:-admin}" --data-urlencode "password=$ADMIN_PASSWORD" "$gateway/api/auth/login"
fi

servers=$(cat "$folder"/fininfo.json; echo ,; cat "$folder"/realserverfaketools.json; echo ,; cat "$folder"/example-server.json)
curl -sS --fail-with-body "${credential[@]}" -H 'Content-Type: application/json' \
  -d "{\"servers\":[$servers],\"server_state\":$(cat "$folder/server_state.json")}" "$gateway/api/servers/import?overwrite=true"
echo

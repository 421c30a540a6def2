#!/usr/bin/env bash
# Gives both sample agents a group and a machine account at a gateway, and writes their settings to flight-booking.env and
# travel-assistant.env in the current directory. For administrators: ADMIN_PASSWORD=… samples/agents/setup.sh [GATEWAY_URL]
set -euo pipefail
gateway=${1:-http://127.0.0.1:7860}
: "${ADMIN_PASSWORD:?set it to the password of the administrator of the gateway}"
cookies=$(mktemp)
trap 'rm -f "$cookies"' EXIT
umask 077

post() { # PATH, JSON
  curl -sS --fail-with-body -b "$cookies" -H 'Content-Type: application/json' -d "$2" "$gateway$1"
}

account() { # NAME, list of agents it may see, more rules
  if [ -e "$1.env" ]; then
    echo "$1.env is there already: kept"
    return
  fi
  post /api/servers/groups/import "{\"scope_name\":\"$1\",
    \"server_access\":[{\"server\":\"api\",\"methods\":[\"agents\"],\"tools\":[]}$3],
    \"ui_permissions\":{\"list_agents\":$2,\"publish_agent\":[\"/$1\"]}}" > /dev/null
  local secret
  secret=$(post /api/management/iam/users/m2m "{\"name\":\"$1\",\"groups\":[\"$1\"]}" \
    | sed -n 's/.*"client_secret" *: *"\([^"]*\)".*/\1/p')
  printf 'GATEWAY_URL=%s\nCLIENT_ID=%s\nCLIENT_SECRET=%s\n' "$gateway" "$1" "$secret" > "$1.env"
  echo "$1.env written"
}

curl -sS --fail-with-body -o /dev/null -c "$cookies" -H 'Accept: application/json' \
  --data-urlencode "username=${ADMIN_USER:-admin}" --data-urlencode "password=$ADMIN_PASSWORD" "$gateway/api/auth/login"
account flight-booking '["/flight-booking"]' ''
account travel-assistant '["/flight-booking","/travel-assistant"]' ',{"server":"flight-booking",
  "methods":["SendMessage","SendStreamingMessage","GetTask","CancelTask"],"tools":["search-flights","book-flight"]}'

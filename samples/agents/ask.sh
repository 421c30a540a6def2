#!/usr/bin/env bash
# Talks with the travel assistant through a gateway: each line that you type is a message, what comes back is shown as it comes.
# ADMIN_PASSWORD=… samples/agents/ask.sh [GATEWAY_URL], or TOKEN=… of anybody who may call the assistant.
set -euo pipefail
gateway=${1:-http://127.0.0.1:7860}
if [ -z "${TOKEN:-}" ]; then
  : "${ADMIN_PASSWORD:?set it, or TOKEN}"
  cookies=$(mktemp)
  trap 'rm -f "$cookies"' EXIT
  curl -sS --fail-with-body -o /dev/null -c "$cookies" -H 'Accept: application/json' \
    --data-urlencode "username=${ADMIN_USER:-admin}" --data-urlencode "password=$ADMIN_PASSWORD" "$gateway/api/auth/login"
  TOKEN=$(curl -sS --fail-with-body -b "$cookies" -H 'Content-Type: application/json' -d '{"expires_in_hours": 1}' \
    "$gateway/api/tokens/generate" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
fi

member() { # NAME, JSON
  sed -n "s/.*\"$1\":\"\(\([^\"\\\\]\|\\\\.\)*\)\".*/\1/p" <<< "$2" | sed 's/\\"/"/g'
}

task=
number=0
while IFS= read -r text; do
  text=$(sed 's/\\/\\\\/g; s/"/\\"/g' <<< "$text" | tr -d '\000-\037')
  number=$((number + 1))
  body="{\"jsonrpc\":\"2.0\",\"id\":$number,\"method\":\"SendStreamingMessage\",\"params\":{\"message\":{\"messageId\":\"m$number-$$\",
    \"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"$text\"}]${task:+,\"taskId\":\"$task\"}}}}"
  while IFS= read -r line; do
    case $line in *'"error":'*) echo "refused: $(member message "$line")" ;; esac
    case $line in *'"task":'*) task=$(sed 's/.*"task":{"id":"\([^"]*\)".*/\1/' <<< "$line") ;; esac
    case $line in *'"statusUpdate":'*)
      state=$(member state "$line")
      echo "$(date +%T) ${state#TASK_STATE_}: $(member text "$line")"
      case $state in *INPUT_REQUIRED | *WORKING) ;; *) task= ;; esac ;;
    esac
  done < <(curl -sSN -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -H 'A2A-Version: 1.0' \
    -d "$body" "$gateway/travel-assistant"; echo)
done

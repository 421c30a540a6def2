#!/usr/bin/env bash
# usage: again.sh REPORTS — runs the few tests that failed in a run once more, alone on the machine. One that passes now was disturbed by
# what ran beside it: it is named as unsteady, and is to be mended. Exit code 1 when one fails again, when more failed than chance explains,
# or when an assembly left no report in the folder REPORTS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
reports=$1
most=8

shopt -s nullglob
files=("$reports"/*.ctrf)
for project in tests/*Tests; do
  grep -qsF "/$(basename "$project").dll\"" "${files[@]:-/dev/null}" || { echo "again: $(basename "$project") ended without a report" >&2; exit 1; }
done

failed=$(jq -r '.results | .extra.suites[0].filePath as $assembly | .tests[] | select(.status == "failed")
  | "\($assembly)\t\(.extra.type).\(.extra.method)"' "${files[@]}" | sort -u)
count=$(grep -c . <<< "$failed" || true)
if [ "$count" -eq 0 ] || [ "$count" -gt "$most" ]; then
  echo "again: $count tests failed; from 1 to $most are run again" >&2
  exit 1
fi

cut -f1 <<< "$failed" | sort -u | while read -r assembly; do
  filters=()
  while read -r method; do filters+=(--filter-method "$method"); done < <(awk -F'\t' -v assembly="$assembly" '$1 == assembly { print $2 }' <<< "$failed")
  # The loop reads its lines from where a test program would read, too.
  "${assembly%.dll}" --no-progress --no-ansi "${filters[@]}" < /dev/null
done

echo
cut -f2 <<< "$failed" | sed 's/^/UNSTEADY (failed, and passed when run again): /'

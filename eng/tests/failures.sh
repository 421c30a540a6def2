#!/usr/bin/env bash
# usage: failures.sh REPORTS — after a failed run, names what failed, from the reports (CTRF) that the assemblies left in the folder REPORTS
# beside the log of the run. It is printed last because that is where people look, and all that some CI systems keep of a long log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
reports=$1

if ! command -v jq >/dev/null; then
  echo "What failed is in $reports; with jq (./build.sh tools) it is listed here."
  exit
fi

echo
shopt -s nullglob
files=("$reports"/*.ctrf)
# The writer escapes texts twice. Of a message the first lines tell enough.
[ ${#files[@]} -eq 0 ] || jq -r '
  def text: (. // "") | gsub("\\\\(?<character>[\\\\\"])"; .character);
  def start: text | split("\n") | map(rtrimstr("\r") | .[:300]) | .[:6] | join("\n    ");
  .results
  | (.tests[] | select(.status == "failed") | "FAILED: \(.name | text | .[:300]): \(.message | start)"),
    (.extra.suites[]? | .filePath as $assembly | .errors[]?
      | "FAILED: clean-up in \($assembly | split("/") | last): \(.message // tostring | start)")' "${files[@]}"

# A process that crashed or was ended leaves no report: how it ended, and what had failed before, is in the log.
for project in tests/*Tests; do
  assembly=/$(basename "$project").dll
  ! grep -qsF "$assembly\"" "${files[@]:-/dev/null}" || continue
  echo "FAILED: $(basename "$project") ended without a report"
  awk -v assembly="$assembly" '
    /^failed / { test = $0; next }
    index($0, assembly) && /^  from / && test { print "    " test; test = ""; next }
    index($0, assembly) && !/^Running/ { left = 5; next }
    left-- > 0 { print "    " substr($0, 1, 300) }' "$reports/log.txt"
done

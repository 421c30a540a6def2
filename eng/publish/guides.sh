#!/usr/bin/env bash
# guides.sh FOLDER: the guides and the page of settings, with the pages and pictures that they link to at the same places: a page or a picture
# alone, of deploy/ the folder of the page.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=$1
mkdir -p "$target/docs/guides"
cp docs/settings.md "$target/docs/"
cp -r docs/guides/. "$target/docs/guides/"

for page in docs/settings.md docs/guides/*.md; do
  # Addresses of other hosts have a scheme; what is within the page begins with #.
  { grep -oE '\]\([^)# ]+' "$page" || true; } | cut -c3- | { grep -vE '^[a-z]+:' || true; } | while read -r link; do
    file=$(realpath --relative-to=. "$(dirname "$page")/$link")
    case "$file" in
      docs/settings.md | docs/guides/*) ;;
      deploy/*) mkdir -p "$target/$(dirname "$file")" && cp -r "$(dirname "$file")/." "$target/$(dirname "$file")/" ;;
      *) mkdir -p "$target/$(dirname "$file")" && cp -r "$file" "$target/$(dirname "$file")/" ;;
    esac
  done
done

#!/usr/bin/env bash
# sbom.sh DEPS_JSON VERSION RUNTIME [STATUS_FOLDER]: a list of parts in CycloneDX 1.6 on standard output. It names every package and framework that
# the compiler's list of what is deployed names, with licence and hash, and the Debian packages of an image.
set -euo pipefail
deps=$1 version=$2 runtime=$3 status=${4:-}

# One line for each package in the local cache: name, version, licence as its author states it.
licences() {
  local id version file
  jq -r '.libraries | to_entries[] | select(.value.type == "package") | .key | sub("/"; " ")' "$deps" | while read -r id version; do
    file=${NUGET_PACKAGES:-$HOME/.nuget/packages}/${id,,}/${version,,}/${id,,}.nuspec
    [ ! -e "$file" ] || printf '%s/%s\t%s\n' "$id" "$version" \
      "$(grep -o '<license type="expression">[^<]*' "$file" | head -1 | sed 's/.*>//')"
  done
}

debian() {
  [ -z "$status" ] || awk 'FNR == 1 && NR > 1 { print "" } { print }' "$status"/* |
    awk -v RS= '{ n = v = a = ""; for (i = 1; i <= NF; i++) { if ($i == "Package:") n = $(i+1); if ($i == "Version:" && v == "") v = $(i+1);
      if ($i == "Architecture:") a = $(i+1) } print n "\t" v "\t" a }'
}

jq -n --slurpfile deps "$deps" --rawfile licences <(licences) --rawfile debian <(debian) \
  --arg version "$version" --arg runtime "$runtime" --arg when "$(date -u -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}" +%FT%TZ)" '
  def rows: split("\n") | map(select(length > 0) | split("\t"));
  def nuget($key): "pkg:nuget/" + ($key | sub("/"; "@"));
  ($licences | rows | map({(.[0]): .[1]}) | add // {}) as $licence
  | ($deps[0].libraries | to_entries | map(select(.value.type | . == "package" or . == "runtimepack"))) as $libraries
  | {
      bomFormat: "CycloneDX", specVersion: "1.6", version: 1,
      metadata: {
        timestamp: $when,
        component: {
          type: "application", "bom-ref": "mcp-gateway", name: "mcp-gateway", version: $version,
          licenses: [{license: {id: "Apache-2.0"}}], properties: [{name: "runtime", value: $runtime}]
        }
      },
      components: (
        [ $libraries[]
          | (.key | sub("^runtimepack\\."; "")) as $key
          | {
              type: (if .value.type == "runtimepack" then "framework" else "library" end),
              "bom-ref": nuget($key), name: ($key | split("/")[0]), version: ($key | split("/")[1]), purl: nuget($key)
            }
            + (if .value.type == "runtimepack" then {licenses: [{license: {id: "MIT"}}]}
               elif ($licence[.key] // "") != "" then {licenses: [{expression: $licence[.key]}]} else {} end)
            + (if (.value.sha512 // "") != "" then {properties: [{name: "nuget:sha512", value: .value.sha512}]} else {} end)
        ]
        + [ $debian | rows[]
            | "pkg:deb/debian/\(.[0])@\(.[1] | @uri)?arch=\(.[2])" as $purl
            | {type: "library", "bom-ref": $purl, name: .[0], version: .[1], purl: $purl} ]
      )
    }
  | .dependencies = [{ref: "mcp-gateway", dependsOn: [.components[]."bom-ref"]}]'

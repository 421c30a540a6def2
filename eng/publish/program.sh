#!/usr/bin/env bash
# program.sh RUNTIME: the program for one runtime with the framework inside, the list of its parts, and an archive of both below artifacts/release,
# with the guides, and for Linux with what makes a service of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runtime=$1
version=$(dotnet msbuild src/McpGateway.Host -getProperty:Version)
folder=artifacts/publish/$runtime
release=artifacts/release
name=mcp-gateway-$version-$runtime
archived=artifacts/obj/archive/$runtime

rm -rf "$folder"
# Code is judged by the build.
dotnet publish src/McpGateway.Host -c Release -r "$runtime" -p:Standalone=true -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false \
  -o "$folder" -v quiet -nologo
cp LICENSE "$folder/"
chmod -R a+rX,go-w "$folder"

mkdir -p "$release"
deps=artifacts/obj/McpGateway.Host/release_$runtime/McpGateway.Host.deps.json
eng/publish/sbom.sh "$deps" "$version" "$runtime" > "$folder/bom.json"
cp "$folder/bom.json" "$release/$name.bom.json"

# The image has the program alone; the archive also what somebody reads and installs.
rm -rf "$archived"
mkdir -p "$archived"
cp -rl "$folder/." "$archived/"
eng/publish/guides.sh "$archived"
case "$runtime" in linux-*)
  cp deploy/systemd/gateway.env.example deploy/systemd/mcp-gateway.service "$archived/"
  sed 's,](../../docs/,](docs/,g' deploy/systemd/README.md > "$archived/README.md" ;;
esac
chmod -R a+rX,go-w "$archived/"

# The same files give the same archive: names in order, no owner, the time of the commit.
when=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
tar --create --directory "$archived" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$when" --transform "s,^\.,$name," . |
  gzip --no-name > "$release/$name.tar.gz"
echo "$folder: $(du -sh "$folder" | cut -f1); $release/$name.tar.gz: $(du -h "$release/$name.tar.gz" | cut -f1)"

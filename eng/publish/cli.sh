#!/usr/bin/env bash
# cli.sh RUNTIME: the command line for one runtime as one file with the framework inside, and an archive of it below artifacts/release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runtime=$1
version=$(dotnet msbuild src/McpGateway.Cli -getProperty:Version)
folder=artifacts/publish/mcpgw-$runtime
release=artifacts/release
name=mcpgw-$version-$runtime

rm -rf "$folder"
dotnet publish src/McpGateway.Cli -c Release -r "$runtime" -p:Standalone=true -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false \
  -o "$folder" -v quiet -nologo
cp LICENSE "$folder/"
chmod -R a+rX,go-w "$folder"

mkdir -p "$release"
when=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
tar --create --directory "$folder" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$when" --transform "s,^\.,$name," . |
  gzip --no-name > "$release/$name.tar.gz"
echo "$folder: $(du -sh "$folder" | cut -f1); $release/$name.tar.gz: $(du -h "$release/$name.tar.gz" | cut -f1)"

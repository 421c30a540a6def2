#!/usr/bin/env bash
# Load on loopback: direct, nginx without policy, and the gateway with all of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in wrk nginx; do
  command -v "$tool" >/dev/null || { echo "bench needs $tool: ./build.sh tools (as root, Debian)" >&2; exit 1; }
done
dotnet build src/McpGateway.Host -c Release -v quiet -nologo
dotnet build bench/McpGateway.Load -c Release -v quiet -nologo
exec dotnet artifacts/bin/McpGateway.Load/release/McpGateway.Load.dll "$@"

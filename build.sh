#!/usr/bin/env bash
# The one entry point for people and CI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

solution=McpGateway.slnx
configuration=${CONFIGURATION:-Release}

help() {
  cat <<'EOF'
usage: ./build.sh COMMAND [arguments]

  restore         NuGet packages, and the npm peers that the tests run against
  build           restore and compile; warnings are errors
  format          check the formatting (format --fix mends it)
  test            build, then every test; arguments go to the test runner
  bench           load against nginx, start-up, memory and streams (bench --micro: BenchmarkDotNet)
  mutate          mutation tests of the code that decides (mutate [access|tokens|jsonrpc]…; all three when left out); see docs/development.md
  fuzz            mutated input for every parser of untrusted input (fuzz [TARGET]… [--minutes N]); failing inputs go to artifacts/fuzz
  eval            search quality over test sets (eval [DIRECTORY]; eval load for speed); see docs/search-quality.md
  publish         a folder to run elsewhere, artifacts/publish/RUNTIME, for an installed ASP.NET Core 10 (publish [RUNTIME], as linux-x64, linux-musl-arm64,
                  osx-arm64, win-x64; this machine's when left out)
  accept          take over the lists and generated pages that a test found different from the code (artifacts/actual); look at the diff afterwards
  tools           install what the complete test run needs on Debian (PostgreSQL, Chromium; run as root)

CONFIGURATION=Debug ./build.sh test   runs the tests on a debug build
EOF
}

restore() {
  dotnet restore "$solution"
  # Unchanged peers are not installed again.
  if [ ! -e tests/node/node_modules/.package-lock.json ] || [ tests/node/package-lock.json -nt tests/node/node_modules/.package-lock.json ]; then
    npm ci --prefix tests/node --no-audit --no-fund --loglevel=error
  fi
}

build() {
  restore
  dotnet build "$solution" -c "$configuration" --no-restore -v quiet -nologo
}

format() {
  if [ "${1:-}" = --fix ]; then
    dotnet format "$solution"
  else
    # Style and analyzers are judged by the build, the order of imports by a test.
    dotnet format whitespace "$solution" --verify-no-changes
  fi
}

run_tests() {
  build
  # One assembly after the other: the end-to-end tests drive real clients, which are not to compete with the others for the machine.
  dotnet test --solution "$solution" -c "$configuration" --no-build --max-parallel-test-modules 1 "$@"
}

bench() {
  if [ "${1:-}" = --micro ]; then
    shift
    dotnet run --project bench/McpGateway.Benchmarks -c Release -- --filter '*' "$@"
  else
    bench/run.sh "$@"
  fi
}

# From the folder of the test project: the tool looks for the source project among its references.
mutate() {
  local area
  dotnet tool restore
  [ $# -gt 0 ] || set -- access tokens jsonrpc
  for area in "$@"; do
    (cd eng/stryker && MUTATION_AREA=$area dotnet tool run dotnet-stryker -f "$area.json" -O "../../artifacts/mutation/$area" --skip-version-check)
  done
}

fuzz() {
  dotnet run --project tests/McpGateway.Fuzz -c Release -- "$@"
}

evaluate() {
  dotnet run --project bench/McpGateway.Eval -c Release -- "$@"
}

# For one runtime: native libraries come for every platform otherwise.
publish() {
  local runtime
  if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    runtime=$1
    shift
  else
    runtime=$(dotnet msbuild src/McpGateway.Host -getProperty:NETCoreSdkRuntimeIdentifier)
  fi
  dotnet publish src/McpGateway.Host -c Release -r "$runtime" --no-self-contained -o "artifacts/publish/$runtime" "$@"
}

# Tests write what they found to the path below artifacts/actual that it has in the repository.
accept() {
  [ -d artifacts/actual ] || { echo "build.sh: nothing to accept" >&2; return; }
  cp -r artifacts/actual/. .
  rm -r artifacts/actual
  git --no-pager diff --stat
}

tools() {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql chromium nginx-light wrk
}

command=${1:-help}
[ $# -gt 0 ] && shift
case "$command" in
  restore|build|format|mutate|fuzz|bench|publish|accept|tools|help) "$command" "$@" ;;
  test) run_tests "$@" ;;
  eval) evaluate "$@" ;;
  *) echo "build.sh: unknown command '$command'" >&2; help >&2; exit 2 ;;
esac

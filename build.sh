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
  again           the few tests that failed in the last run, once more and alone; those that pass are named as unsteady
  bench           load against nginx, start-up, memory and streams (bench attack: under attack; bench scale: growth; bench agents: many agents;
                  bench records: millions of call records in both stores; bench pages: a browser among 10,000 servers and 10 million records; bench --micro: BenchmarkDotNet)
  mutate          mutation tests of the code that decides (mutate [access|tokens|jsonrpc]…; all three when left out); see docs/development.md
  fuzz            mutated input for every parser of untrusted input (fuzz [TARGET]… [--minutes N]); failing inputs go to artifacts/fuzz
  eval            search quality over test sets (eval [DIRECTORY]; eval load for speed); see docs/search-quality.md
  publish         the program and the command line for a machine without .NET, their parts' list and checksums, in artifacts/release and
                  artifacts/publish/RUNTIME (publish [RUNTIME]…, as linux-x64, linux-arm64, osx-arm64, win-x64; this machine's when left out)
  image           an OCI image archive of what was published, in artifacts/release (image [RUNTIME]…, linux-x64 or linux-arm64); on Debian
  accept          take over the lists and generated pages that a test found different from the code (artifacts/actual); look at the diff afterwards
  tools           install what the complete test run needs on Debian (PostgreSQL, PgBouncer, Chromium, bubblewrap, Prometheus, GNOME Keyring, checks of deploy/;
                  run as root)

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
  local reports=artifacts/test-reports result=0
  # First: a build that fails leaves no reports of an earlier run behind, which would be taken for this one's.
  rm -rf "$reports"
  build
  mkdir -p "$reports"
  # One assembly after the other: the end-to-end tests drive real clients, which are not to compete with the others for the machine.
  dotnet test --solution "$solution" -c "$configuration" --no-build --max-parallel-test-modules 1 \
    --results-directory "$PWD/$reports" --report-ctrf "$@" 2>&1 | tee "$reports/log.txt" || result=$?
  [ "$result" -eq 0 ] || eng/tests/failures.sh "$reports" || true
  return "$result"
}

again() {
  eng/tests/again.sh artifacts/test-reports
}

bench() {
  if [ "${1:-}" = --micro ]; then
    shift
    dotnet run --project bench/McpGateway.Benchmarks -c Release -- --filter '*' "$@"
  elif [ "${1:-}" = agents ]; then
    shift
    bench/agents.sh "$@"
  elif [ "${1:-}" = records ]; then
    shift
    dotnet run --project bench/McpGateway.Records -c Release -- "$@"
  elif [ "${1:-}" = pages ]; then
    shift
    dotnet build src/McpGateway.Host -c Release -v quiet -nologo
    dotnet run --project bench/McpGateway.Pages -c Release -- "$@"
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

# Each for one runtime: framework and native libraries come for every platform otherwise.
publish() {
  local runtime
  [ $# -gt 0 ] || set -- "$(dotnet msbuild src/McpGateway.Host -getProperty:NETCoreSdkRuntimeIdentifier)"
  for runtime in "$@"; do
    eng/publish/program.sh "$runtime"
    eng/publish/cli.sh "$runtime"
  done
  # The same program for machines that have .NET: dotnet tool install --global --add-source artifacts/release mcpgw
  dotnet pack src/McpGateway.Cli -c Release -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -o artifacts/release -v quiet -nologo
  checksums
}

image() {
  local runtime
  [ $# -gt 0 ] || set -- linux-x64
  for runtime in "$@"; do eng/publish/image.sh "$runtime"; done
  checksums
}

checksums() {
  (cd artifacts/release && rm -f SHA256SUMS && sha256sum -- * > ../SHA256SUMS.new && mv ../SHA256SUMS.new SHA256SUMS)
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
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql pgbouncer chromium nginx-light wrk \
    bubblewrap jq systemd prometheus libyara9 dbus-daemon gnome-keyring libsecret-tools
  npm ci --prefix eng/deploy --no-audit --no-fund --loglevel=error
}

command=${1:-help}
[ $# -gt 0 ] && shift
case "$command" in
  restore|build|format|again|mutate|fuzz|bench|publish|image|accept|tools|help) "$command" "$@" ;;
  test) run_tests "$@" ;;
  eval) evaluate "$@" ;;
  *) echo "build.sh: unknown command '$command'" >&2; help >&2; exit 2 ;;
esac

#!/usr/bin/env bash
# Installs what the tests need and this machine lacks, builds, and runs every test. Ends with "N passed, N failed" and fails with the tests.
# Arguments go to dotnet test, such as: bash test.sh --filter FullyQualifiedName~Jobs
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  echo "0 passed, 1 failed"
  exit 1
}

command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing; see https://dotnet.microsoft.com/download."

# Each phase ends with its time.
since=0
phase() {
  say "== $1: $((SECONDS - since)) s"
  since=$SECONDS
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

# install WHAT-FOR PACKAGE...: by this system's packages, where it is a Debian and we may.
install() {
  local purpose=$1
  shift
  if ! command -v apt-get >/dev/null; then
    say "$purpose is missing. Install it by this system's packages: $*"
  else
    say "Installing $purpose: $*"
    (as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@") >&2 \
      || say "$purpose could not be installed. Install it with: sudo apt-get install $*"
  fi
}

# The browser tests drive the distribution's Chromium. Fonts: without any, text has no width and layouts cannot be judged.
find_chromium() {
  local name
  for name in "${CLOCKSPOT_CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$name" ] && command -v "$name" 2>/dev/null && return
  done
  return 1
}

chromium=$(find_chromium) || { install "Chromium" chromium-headless-shell fonts-liberation fonts-noto-color-emoji; chromium=$(find_chromium) || true; }
if [ -n "${chromium:-}" ]; then
  export CLOCKSPOT_CHROMIUM="$chromium"
else
  say "No Chromium: the browser tests are skipped on a desk and fail where CI=true. CLOCKSPOT_CHROMIUM names another browser."
fi

# The API's document and the authorization server are held against what others wrote: Node and what Conformance/package-lock.json names.
command -v npm >/dev/null || install "Node" nodejs npm
if ! command -v npm >/dev/null; then
  say "No npm: the conformance tests are skipped on a desk and fail where CI=true."
elif [ Conformance/package-lock.json -nt Conformance/node_modules/.package-lock.json ]; then
  say "Installing the tools in Conformance: npm ci"
  (cd Conformance && npm ci --no-audit --no-fund --loglevel=error) >&2 || say "The tools in Conformance could not be installed."
  touch -c Conformance/node_modules/.package-lock.json
fi
command -v curl >/dev/null || install "curl" curl
phase "Installing"

results=TestResults
rm -rf "$results"
dotnet restore Clockspot.sln -v quiet >&2 || fail "The packages could not be restored."
if ! git diff --quiet -- '*packages.lock.json' 2>/dev/null; then say "packages.lock.json has changed: commit it with what changed it."; fi
phase "Restoring"
dotnet build Clockspot.sln --no-restore -v quiet >&2 || fail "The build failed."
phase "Building"
# A test that hangs is named and ends the run, instead of holding it up until somebody looks.
dotnet test Clockspot.sln --no-build --results-directory "$results" --logger "trx;LogFilePrefix=run" --logger "console;verbosity=minimal" \
  --blame-hang-timeout 5m --blame-hang-dump-type none "$@"
outcome=$?
phase "Testing"

# The counters of every trx file, added up. What was neither passed nor skipped has failed: errors, time-outs, aborted runs.
total() { cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'; }
all=$(total total) passed=$(total passed) executed=$(total executed)
skipped=$((all - executed))
failed=$((executed - passed))
# A run that died without a counted failure is one all the same.
if [ "$outcome" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$outcome" -eq 0 ] && [ "$failed" -ne 0 ]; then outcome=1; fi
if [ "$all" -eq 0 ]; then say "No test ran."; failed=1 outcome=1; fi

line="$passed passed, $failed failed"
if [ "$skipped" -gt 0 ]; then line="$line, $skipped skipped"; fi
echo "$line"
exit "$outcome"

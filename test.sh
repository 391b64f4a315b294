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

# The browser tests drive the distribution's Chromium. Fonts: without any, text has no width and layouts cannot be judged.
find_chromium() {
  local name
  for name in "${CLOCKSPOT_CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$name" ] && command -v "$name" 2>/dev/null && return
  done
  return 1
}

install_chromium() {
  if ! command -v apt-get >/dev/null; then
    say "Chromium is missing. Install it by this system's packages, or set CLOCKSPOT_CHROMIUM to its path."
  elif [ "$(id -u)" = 0 ]; then
    say "Installing Chromium and fonts ..."
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-liberation fonts-noto-color-emoji) >&2 \
      || say "Chromium could not be installed."
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    say "Installing Chromium and fonts ..."
    (sudo -n apt-get update -qq && sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-liberation fonts-noto-color-emoji) >&2 \
      || say "Chromium could not be installed."
  else
    say "Chromium is missing. Install it with: sudo apt-get install chromium-headless-shell fonts-liberation"
  fi
}

chromium=$(find_chromium) || { install_chromium; chromium=$(find_chromium) || true; }
if [ -n "${chromium:-}" ]; then
  export CLOCKSPOT_CHROMIUM="$chromium"
else
  say "No Chromium: the browser tests are skipped on a desk and fail where CI=true."
fi

# The API's document and the authorization server are held against what others wrote: Node and what Conformance/package-lock.json names.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

if ! command -v npm >/dev/null && command -v apt-get >/dev/null; then
  say "Installing Node and npm ..."
  (as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm) >&2 || say "Node could not be installed."
fi
if ! command -v npm >/dev/null; then
  say "No npm: the conformance tests are skipped on a desk and fail where CI=true."
elif [ Conformance/package-lock.json -nt Conformance/node_modules/.package-lock.json ]; then
  (cd Conformance && npm ci --no-audit --no-fund --loglevel=error) >&2 || say "The tools in Conformance could not be installed."
  touch -c Conformance/node_modules/.package-lock.json
fi
if ! command -v curl >/dev/null; then
  (as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends curl) >&2 || say "curl could not be installed."
fi

results=TestResults
rm -rf "$results"
dotnet build Clockspot.sln -v quiet >&2 || fail "The build failed."
dotnet test Clockspot.sln --no-build --results-directory "$results" --logger "trx;LogFilePrefix=run" --logger "console;verbosity=minimal" "$@"
outcome=$?

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

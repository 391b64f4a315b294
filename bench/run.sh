#!/usr/bin/env bash
# Compares Clockspot's list of 50 entries, asked for with a key, with the same answer from a bare program over the same file (bench/Bare).
# Usage: bash bench/run.sh [seconds of each measurement, 10] [repetitions, 3]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10} repetitions=${2:-3} connections=16 path="time-entries?limit=50"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ASPNETCORE_ENVIRONMENT=Production

say() { printf '%s\n' "$*" >&2; }

if ! command -v wrk >/dev/null; then
  say "Installing wrk ..."
  if [ "$(id -u)" = 0 ]; then apt-get install -y -qq wrk >&2; else sudo -n apt-get install -y -qq wrk >&2; fi
fi

work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap cleanup EXIT

say "Building ..."
dotnet publish Clockspot.Web -c Release -v quiet -o "$work/web" >&2
dotnet publish bench/Bare -c Release -v quiet -o "$work/bare" >&2

export DataFolder="$work/data" Urls=http://127.0.0.1:5181 PublicOrigin=http://127.0.0.1:5181 Api__RequestsPerMinute=100000000
serve() { (cd "$1" && shift && exec "$@" >"$work/$RANDOM.log" 2>&1) & pids+=($!); }
await() { for _ in $(seq 100); do curl -fs -o /dev/null "$@" && return; sleep 0.1; done; say "It does not answer: $*"; exit 1; }
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

say "Seeding ..."
seeded=$(cd "$work/web" && dotnet Clockspot.Web.dll seed --employees 40 --days 730)
key=$(field apiKey <<<"$seeded")
serve "$work/web" dotnet Clockspot.Web.dll
await -H "Authorization: Bearer $key" "http://127.0.0.1:5181/api/v1/me"
account=$(curl -fs -H "Authorization: Bearer $key" http://127.0.0.1:5181/api/v1/account | field id | tr a-f A-F)
serve "$work/bare" dotnet Bare.dll --urls http://127.0.0.1:5182 --db "$work/data/clockspot.db" --account "$account"
await "http://127.0.0.1:5182/$path"

# Both must answer the same, or the ratio says nothing. A running entry's seconds count on, so that they are left out.
answer() { curl -fs "$@" | sed 's/"workedSeconds":[0-9]*,"status":"open"/"status":"open"/g'; }
answer -H "Authorization: Bearer $key" "http://127.0.0.1:5181/api/v1/$path" >"$work/ours.json"
answer "http://127.0.0.1:5182/$path" >"$work/bare.json"
if ! cmp "$work/ours.json" "$work/bare.json"; then
  say "The two answers differ."
  exit 1
fi
total=$(sed -n 's/.*"total":\([0-9]*\).*/\1/p' "$work/bare.json")

measure() { wrk -t2 "-c$connections" "-d${seconds}s" "$@" | tee -a "$work/wrk.log" | awk '/Non-2xx/ { print "errors" > "/dev/stderr"; exit 1 } /Requests\/sec/ { print $2 }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

say "Warming up ..."
(seconds=5; measure "http://127.0.0.1:5182/$path" >/dev/null; measure -H "Authorization: Bearer $key" "http://127.0.0.1:5181/api/v1/$path" >/dev/null)
for round in $(seq "$repetitions"); do
  say "Round $round of $repetitions ..."
  measure "http://127.0.0.1:5182/$path" >>"$work/bare.txt"
  measure -H "Authorization: Bearer $key" "http://127.0.0.1:5181/api/v1/$path" >>"$work/clockspot.txt"
done

bare=$(median <"$work/bare.txt") clockspot=$(median <"$work/clockspot.txt")
echo "GET $path of $total entries, $connections connections, ${seconds} s, median of $repetitions, $(nproc) cores"
echo
echo "| program | requests a second | each run |"
echo "| --- | ---: | --- |"
echo "| bare Kestrel and ADO.NET | $bare | $(paste -sd' ' "$work/bare.txt") |"
echo "| Clockspot with a key | $clockspot | $(paste -sd' ' "$work/clockspot.txt") |"
awk -v a="$clockspot" -v b="$bare" 'BEGIN { printf "| ratio | %.2f | |\n", a / b }'

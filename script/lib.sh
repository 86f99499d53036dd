# What the scripts share. Sourced, not run.

# Seconds since 1970 with a fraction, and the time from one to another in a human's words.
now() { date +%s.%N; }
elapsed() {
  awk -v from="$1" -v to="$2" 'BEGIN {
    s = to - from
    if (s < 60) printf "%.1f s", s; else printf "%d min %02d s", int(s / 60), int(s % 60)
  }'
}

say() { printf '\n==> %s\n' "$*"; }

# Runs a command, and says what it is for and how long it took.
#     step "what for" command arguments…
step() {
  local what=$1 from status=0
  shift
  say "$what"
  from=$(now)
  "$@" || status=$?
  if [ "$status" -eq 0 ]; then
    printf '    (%s)\n' "$(elapsed "$from" "$(now)")"
  else
    printf '    failed after %s: %s\n' "$(elapsed "$from" "$(now)")" "$what" >&2
  fi
  return "$status"
}

# Runs a command whose output is of interest only if it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" -eq 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

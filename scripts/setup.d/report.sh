# Sourced by the set-up scripts, at the top of the checkout: one line a step for the reader, everything else to the log.

work=$PWD/.data/setup
log=$work/log
mkdir -p "$work"

say() { echo "· $*" >&2; }

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# attempt ADVICE COMMAND…: a failure shows the last lines of the command's output, and the advice.
attempt() {
  local advice=$1 start
  shift
  start=$(wc -c 2>/dev/null <"$log" || echo 0)
  "$@" >>"$log" 2>&1 </dev/null && return
  tail -c "+$((start + 1))" "$log" | tail -n 12 | sed 's/^/    /' >&2
  fail "$advice" "All output is in $log"
}

#!/bin/sh
# Speed and memory of the text engine: `sh benches/lexico/run.sh [CORE]`. One process a measure, on one core.
set -eu
core=${1:-1}
cargo build --release -q -p lexico --example bench
bench() { taskset -c "$core" "${CARGO_TARGET_DIR:-target}/release/examples/bench" "$@"; }
echo "charge : $(cut -d' ' -f1-3 /proc/loadavg)"
for size in "1000 700" "10000 1500" "100000 2000" "1000000 2000"; do bench chd $size; done
for answers in 1000 10000 100000 1000000; do bench corpus $answers; done

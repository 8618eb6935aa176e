#!/usr/bin/env bash
# Makes the sensor's program for other machines: one file each, with everything in it. Usage: eng/sensor.sh [--out DIR] [linux-x64] [win-x64]
set -euo pipefail
out=''
platforms=()
while [ $# -gt 0 ]; do
  case "$1" in
    --out) out=$(mkdir -p "$2" && cd "$2" && pwd) && shift 2 ;;
    linux-x64 | win-x64) platforms+=("$1") && shift ;;
    *) sed -n 2p "${BASH_SOURCE[0]}" | cut -c 3- >&2 && exit 2 ;;
  esac
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${out:-$PWD/artifacts/sensor}
if [ ${#platforms[@]} = 0 ]; then platforms=(linux-x64 win-x64); fi

# Apart from the tree's own build, which knows no platform.
for platform in "${platforms[@]}"; do
  rm -rf "${out:?}/$platform"
  dotnet publish src/Hosts/Sensor -c Release -r "$platform" -o "$out/$platform" --artifacts-path "$out/.build" -v quiet -nologo -clp:NoSummary
done
cd "$out" && sha256sum -- */holdfast-sensor* | tee SHA256SUMS

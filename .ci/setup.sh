#!/usr/bin/env bash
# Installs the system libraries that the package links, through apt, where they are missing, and sees to it
# that OpenBLAS is the build that shares its threads with oneDNN. Does nothing where all is there.
#
#   .ci/setup.sh [PACKAGE...]   further packages to install, whether they are there or not
set -euo pipefail

# header, library, Debian package
libraries="
cblas.h    openblas libopenblas-dev
dnnl.h     dnnl     libdnnl-dev
png.h      png      libpng-dev
jpeglib.h  jpeg     libjpeg-dev
zlib.h     z        zlib1g-dev
gif_lib.h  gif      libgif-dev
expat.h    expat    libexpat1-dev
freetype2/freetype/config/ftheader.h freetype libfreetype-dev
editline/readline.h      edit          libedit-dev
sentencepiece_trainer.h  sentencepiece libsentencepiece-dev
opencc/opencc.h          opencc        libopencc-dev
stdio.h    gomp     gcc
string     stdc++   g++
"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

say() { echo "setup: $*" >&2; }

# The C compiler that comes with Swift, or any other.
find_compiler() {
  local swift
  swift=$(command -v swift || true)
  for candidate in clang "${swift:+$(dirname "$(readlink -f "$swift")")/clang}" cc gcc; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null; then
      echo "$candidate"
      return
    fi
  done
  if [ -n "$swift" ]; then
    local resources
    resources=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
    if [ -x "$resources/../../bin/clang" ]; then echo "$resources/../../bin/clang"; fi
  fi
}

links() { # header library
  printf '#include <stdio.h>\n#include <%s>\nint main(void) { return 0; }\n' "$1" |
    tee "$folder/probe.c" >"$folder/probe.cpp"
  "$compiler" "$folder/probe.c" -l"$2" -o "$folder/probe" 2>/dev/null ||
    "$compiler" -x c++ -std=c++17 "$folder/probe.cpp" -l"$2" -lstdc++ -o "$folder/probe" 2>/dev/null
}

# The packages whose header or library is missing, one a line.
missing() {
  while read -r header library package; do
    if [ -n "$package" ] && ! links "$header" "$library"; then echo "$package"; fi
  done <<<"$libraries"
}

# 0: one thread, 1: threads of its own, 2: OpenMP.
openblas_build() {
  printf 'int openblas_get_parallel(void);\nint main(void) { return openblas_get_parallel(); }\n' |
    "$compiler" -x c - -lopenblas -o "$folder/parallel" 2>/dev/null || return 0
  local build=0
  "$folder/parallel" 2>/dev/null || build=$?
  echo "$build"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

can_be_root() { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }

install() {
  local cause
  if ! command -v apt-get >/dev/null; then
    cause="this system has no apt"
  elif ! can_be_root; then
    cause="you are not root and there is no sudo"
  else
    say "installing $*"
    as_root apt-get -qq update >&2 || say "apt-get update failed; trying with the lists that are here"
    if as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq install -y --no-install-recommends "$@" >"$folder/apt.log" 2>&1; then
      return
    fi
    tail -5 "$folder/apt.log" >&2
    cause="apt could not install them"
  fi
  say "these packages are missing: $* ($cause). Install them, under these names on Debian and" \
    "Ubuntu or as your system calls them, and try again."
  exit 1
}

# Where several builds of OpenBLAS are installed, Debian prefers the one with threads of its own.
choose_openmp_build() {
  local name path
  for name in $(update-alternatives --get-selections 2>/dev/null | awk '/^libopenblas\.so/ {print $1}'); do
    path=$(update-alternatives --list "$name" | grep openblas-openmp || true)
    if [ -n "$path" ]; then
      as_root update-alternatives --set "$name" "$path" >/dev/null || return 1
    fi
  done
}

if [ $# -gt 0 ]; then install "$@"; fi
compiler=$(find_compiler)
if [ -z "$compiler" ]; then
  say "no C compiler found; install the Swift toolchain (https://swift.org/install)"
  exit 1
fi

packages=$(missing)
# SwiftPM asks it where FreeType's headers are.
if ! command -v pkg-config >/dev/null; then packages+=" pkg-config"; fi
if grep -q openblas <<<"$packages"; then packages+=" libopenblas-openmp-dev"; fi
if [ -n "$packages" ]; then
  # shellcheck disable=SC2086
  install $(echo $packages)
  packages=$(missing)
  if [ -n "$packages" ]; then
    say "still not usable after installing: $(echo $packages)"
    exit 1
  fi
fi

if [ "$(openblas_build)" = 1 ] && command -v update-alternatives >/dev/null && can_be_root; then
  say "choosing the OpenMP build of OpenBLAS"
  (install libopenblas-openmp-dev && choose_openmp_build) || true
fi
if [ "$(openblas_build)" = 1 ]; then
  say "note: OpenBLAS brings threads of its own; with libopenblas-openmp-dev it would share oneDNN's." \
    "Matrix products go to oneDNN meanwhile."
fi

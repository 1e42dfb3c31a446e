#!/usr/bin/env bash
# Sees to it that a font with Chinese characters is there, for the labels in the demonstration's pictures.
# The demonstration goes on without one.
set -euo pipefail
cd "$(dirname "$0")/.."

# The smallest of Debian's that draw outlines: 1.6 MB to fetch, 5.1 MB installed.
package=fonts-wqy-microhei

has_font() {
  if [ -n "${MODEL_ZOO_FONT:-}" ]; then return 0; fi
  local found
  # A folder that is not there is no error.
  found=$(find -L "$HOME/.local/share/fonts" "$HOME/.fonts" /usr/local/share/fonts /usr/share/fonts \
    /Library/Fonts /System/Library/Fonts \
    \( -iname 'wqy-*.tt[cf]' -o -iname '*CJK*.[ot]t[cf]' -o -iname 'NotoSansSC*.[ot]tf' \
    -o -iname 'DroidSansFallback*.ttf' -o -iname 'gbsn*.ttf' -o -iname 'uming.ttc' \
    -o -iname 'PingFang*.ttc' \) -print -quit 2>/dev/null || true)
  [ -n "$found" ]
}

if ! has_font && ! .ci/setup.sh "$package"; then
  echo "demo: no font with Chinese characters; pictures with Chinese labels are left out." \
    "Install $package or name a font file in MODEL_ZOO_FONT." >&2
fi

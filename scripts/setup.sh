# Installs what is missing of packages.txt. Sourced by quickstart, test and .ci/run.
#
# Only missing packages are asked for, so nothing is done and no network is needed where everything is there.

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
[ -t 2 ] && [ -z "${NO_COLOR:-}" ] || say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# is_installed PACKAGE
is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# missing_packages SET...: names, one per line
missing_packages() {
  local set package command
  while read -r set package command; do
    [[ " $* " == *" $set "* ]] || continue
    [ -n "$command" ] && command -v "$command" >/dev/null && continue
    is_installed "$package" || echo "$package"
  done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$root/scripts/packages.txt")
}

# install_packages SET...
install_packages() {
  local packages as_root=()
  mapfile -t packages < <(missing_packages "$@")
  [ "${#packages[@]}" -eq 0 ] && return
  command -v apt-get >/dev/null || die "these Debian packages are missing, and there is no apt-get: ${packages[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "these packages are missing; install them as root: ${packages[*]}"
    as_root=(sudo)
  fi
  say "installing ${packages[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null || die "apt-get could not install: ${packages[*]}"
}

# build_release [TARGET...]: into $root/build
build_release() {
  # Each time: packages that were installed meanwhile are found, and the rest is known already.
  say "configuring build/"
  cmake -G Ninja -S "$root" -B "$root/build" -DCMAKE_BUILD_TYPE=Release >/dev/null
  say "building with $(nproc) jobs"
  ninja -C "$root/build" -j "$(nproc)" --quiet "$@"
}

# size_of FILE
size_of() { stat -c %s "$1" | awk '{ if ($1 < 1048576) printf "%.1f KB", $1 / 1024; else printf "%.1f MB", $1 / 1048576 }'; }

# milliseconds COMMAND...: runs it, its output goes to /dev/null
milliseconds() {
  local start end
  start=$(date +%s%N)
  "$@" >/dev/null
  end=$(date +%s%N)
  awk -v ns=$((end - start)) 'BEGIN { printf "%.1f ms", ns / 1e6 }'
}

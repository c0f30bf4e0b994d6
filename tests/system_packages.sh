#!/bin/sh
# What the tests need from the system: Maven (brings Neo4j's jars) and Chromium (the pages). Installed when root on Debian.
set -u
missing=""
command -v mvn >/dev/null 2>&1 || missing="$missing maven"
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "not here, and not installed for want of root on Debian:$missing (the tests that need them say so)"
fi

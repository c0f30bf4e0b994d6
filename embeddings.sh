#!/bin/sh
# Install sentence-transformers: with torch's CPU build where that can be had, else with the registry's own.
bin=$1
install="$bin/uv pip install --quiet --python $bin/python --constraint constraints.txt --editable .[embeddings]"
if [ "$(uname -s)" = Linux ] && $install --torch-backend cpu 2>/dev/null; then
  echo "embeddings: torch in its CPU build"
else
  $install && echo "embeddings: torch from the package registry"
fi

package main

deny contains "no owner" if not input.metadata.labels.owner

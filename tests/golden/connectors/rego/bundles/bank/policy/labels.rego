# METADATA
# title: Bank rules
# scope: package
package main

deny contains "no cost centre" if not input.metadata.labels.cost

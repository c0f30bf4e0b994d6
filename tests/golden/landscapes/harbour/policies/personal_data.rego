# METADATA
# title: Personal data stays on site
# description: Tables with data on people are never copied off the premises.
# custom:
#   severity: high
#   applies_to:
#     - class: dataset
#       sensitivity: pii
#     - model:plate-reader
#   controls:
#     - hs-3
package kestrelmouth.personal_data

import rego.v1

deny contains "leaves the site" if {
	input.destination != "on-site"
}

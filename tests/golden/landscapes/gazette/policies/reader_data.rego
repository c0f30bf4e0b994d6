# METADATA
# title: Reader data stays at home
# description: Personal data is kept on machines that the house controls.
# custom:
#   severity: high
#   applies_to:
#     - class: dataset
#       sensitivity: pii
#     - agent:subscriber-helper
#   controls:
#     - GDPR-17
package merrowdale.reader_data

import rego.v1

deny contains "leaves the house" if {
	input.destination != "merrowdale"
}

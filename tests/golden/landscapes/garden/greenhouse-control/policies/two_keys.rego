# METADATA
# title: Two keys for the glasshouse
# description: Nobody changes the climate of a house alone, and nobody deploys there alone.
# custom:
#   severity: high
#   applies_to:
#     - class: service
#       system: greenhouse-control
#   controls:
#     - NIS2-9
#     - ISO22301-8
package tansybrook.two_keys

import rego.v1

deny contains "one approver" if {
	count(input.approvers) < 2
}

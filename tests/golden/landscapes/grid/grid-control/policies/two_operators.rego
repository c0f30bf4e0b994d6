# METADATA
# title: Two operators for every switching step
# description: Nobody moves a breaker alone, and nobody deploys to the control room alone.
# custom:
#   severity: high
#   applies_to:
#     - class: service
#       system: grid-control
#   controls:
#     - NIS2-21
package brackenmoor.two_operators

import rego.v1

deny contains "one approver" if {
	count(input.approvers) < 2
}

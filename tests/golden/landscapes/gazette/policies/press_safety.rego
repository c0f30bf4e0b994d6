# METADATA
# title: Two pairs of eyes at the press
# description: Nothing that moves a cylinder is deployed by one person alone.
# custom:
#   severity: high
#   applies_to:
#     - class: service
#       system: press-hall
package merrowdale.press_safety

import rego.v1

deny contains "one approver" if {
	count(input.approvers) < 2
}

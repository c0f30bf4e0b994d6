# METADATA
# title: Rented software is reviewed
# description: Once a year somebody reads the terms again.
# custom:
#   severity: low
#   applies_to:
#     - class: service
#       tag: saas
package merrowdale.rented

import rego.v1

warn contains "review is late" if {
	input.months_since_review > 12
}

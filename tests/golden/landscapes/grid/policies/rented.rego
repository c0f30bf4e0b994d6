# METADATA
# title: Rented software is checked every spring
# description: Terms, exit plan and data location of hosted software are read again once a year.
# custom:
#   severity: low
#   applies_to:
#     - class: service
#       tag: saas
package brackenmoor.rented

import rego.v1

warn contains "check is late" if {
	input.months_since_check > 12
}

# METADATA
# title: Investigations stay closed
# description: Only investigators and their software see a case before it is decided.
# custom:
#   severity: high
#   applies_to:
#     - class: service
#       system: fraud-desk
#   controls:
#     - GDPR-32
package hollowmere.closed_cases

import rego.v1

deny contains "not an investigator" if {
	input.role != "investigator"
}

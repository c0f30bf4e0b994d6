# METADATA
# title: Student data protection
# description: Tables with personal data of students stay in the university's own data centre.
# custom:
#   severity: high
#   applies_to:
#     - class: dataset
#       sensitivity: pii
#     - model:dropout-risk
#   controls:
#     - GDPR-5
package wexcombe.student_data

import rego.v1

deny contains "copied outside" if {
	input.destination != "own-data-centre"
}

# METADATA
# title: Patient data stays in the house
# description: Tables with personal data of patients are not copied out of the hospital's own data centre.
# custom:
#   severity: high
#   applies_to:
#     - class: dataset
#       sensitivity: pii
#     - model:readmit-risk
#   controls:
#     - GDPR-9
package larkmoor.patient_data

import rego.v1

deny contains "copied outside" if {
	input.destination != "dc-north"
}

# METADATA
# title: Tables with personal data
# description: Any table with personal data keeps it for at most three years.
# custom:
#   severity: medium
#   applies_to:
#     - class: dataset
#       sensitivity: pii
#   controls:
#     - GDPR-5
package juniperlane.personal_data_tables

import rego.v1

deny contains "rows older than three years" if {
	input.oldest_row_days > 1096
}

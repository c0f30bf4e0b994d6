# METADATA
# title: Personal data stays in the region
# description: Names, addresses and phone numbers of households are kept in data centres of the region.
# custom:
#   severity: high
#   applies_to:
#     - class: dataset
#       sensitivity: pii
#     - agent:tariff-explainer
#   controls:
#     - GDPR-44
package brackenmoor.region

import rego.v1

deny contains "leaves the region" if {
	input.region != "home"
}

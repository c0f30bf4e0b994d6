# METADATA
# title: Customer details stay in the country
# description: Names, addresses and mail addresses of shoppers are kept in data centres at home.
# custom:
#   severity: high
#   applies_to:
#     - class: dataset
#       sensitivity: pii
#     - agent:plant-pal
#   controls:
#     - GDPR-32
package tansybrook.customer_details

import rego.v1

deny contains "leaves the country" if {
	input.region != "home"
}

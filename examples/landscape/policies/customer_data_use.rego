# METADATA
# title: Customer data use
# description: >-
#   Personal data of customers is used for the purpose it was collected for, masked wherever it can be,
#   and never leaves Juniper Lane without a contract.
# authors:
#   - Amara Okafor <amara.okafor@juniperlane.example>
# custom:
#   severity: high
#   applies_to:
#     - dataset:lake.core.customers
#     - dataset:lake.marts.customer_value
#     - data_product:customer-360
#     - model:churn-predictor
#     - agent:retention-advisor
#   controls:
#     - GDPR-5
#     - JL-DATA-02
package juniperlane.customer_data_use

import rego.v1

default allow := false

allow if {
	input.purpose in {"order", "retention", "reporting"}
	not input.leaves_company
}

deny contains msg if {
	some column in input.columns
	column.classification == "pii"
	not column.masked
	input.purpose == "reporting"
	msg := sprintf("%s must be masked in reports", [column.name])
}

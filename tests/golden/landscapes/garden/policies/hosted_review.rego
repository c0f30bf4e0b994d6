# METADATA
# title: Hosted software is reviewed each autumn
# description: Contract, exit plan and data location of hosted software are read again once a year.
# custom:
#   severity: low
#   applies_to:
#     - class: service
#       tag: saas
package tansybrook.hosted_review

import rego.v1

warn contains "review is late" if {
	input.months_since_review > 12
}

# METADATA
# title: Two factors from outside
# description: Who signs in over the public network shows a second proof.
# custom:
#   severity: critical
#   applies_to:
#     - class: service
#       tag: internet-facing
#   controls:
#     - hs-2
package kestrelmouth.two_factors

import rego.v1

deny contains "one factor only" if {
	input.factors < 2
}

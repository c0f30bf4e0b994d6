# METADATA
# title: Exit plan for every critical supplier
# description: For what we rent there is a written way out within twelve months.
# custom:
#   severity: medium
#   applies_to:
#     - service:payment-runner
#     - service:premium-collector
#     - service:cat-monitor
#     - resource:granite-cluster
#   controls:
#     - DORA-28
package hollowmere.exit_plan

import rego.v1

deny contains "no way out" if {
	not input.exit_plan
}

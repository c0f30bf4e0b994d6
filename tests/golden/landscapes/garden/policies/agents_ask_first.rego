# METADATA
# title: Agents ask before they order
# description: An agent may look up, explain and draft. It never buys, refunds or promises a day.
# custom:
#   severity: medium
#   applies_to:
#     - class: agent
#   controls:
#     - AIACT-50
package tansybrook.agents_ask_first

import rego.v1

deny contains "nobody agreed" if {
	not input.approved_by
}

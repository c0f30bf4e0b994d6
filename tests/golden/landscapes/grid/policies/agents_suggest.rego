# METADATA
# title: Agents suggest and people decide
# description: An agent may draft, look up and explain. It never switches, charges or promises.
# custom:
#   severity: medium
#   applies_to:
#     - class: agent
#   controls:
#     - EUAI-14
package brackenmoor.agents_suggest

import rego.v1

deny contains "nobody agreed" if {
	not input.approved_by
}

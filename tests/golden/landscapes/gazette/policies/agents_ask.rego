# METADATA
# title: Agents ask before they publish
# description: A person presses the button.
# custom:
#   severity: high
#   applies_to:
#     - class: agent
#   controls:
#     - EUAI-50
package merrowdale.agents_ask

import rego.v1

deny contains "nobody agreed" if {
	not input.approved_by
}

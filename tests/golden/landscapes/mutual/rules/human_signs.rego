# METADATA
# title: A person signs every refusal
# description: An agent may ask, draft and explain. It never turns a claim down and never pays one.
# custom:
#   severity: high
#   applies_to:
#     - class: agent
#   controls:
#     - EUAI-14
package hollowmere.human_signs

import rego.v1

deny contains "nobody signed" if {
	not input.signed_by
}

# METADATA
# title: Assistant actions
# description: An assistant may move money or goods only through a tool that is on this list, and with a person's consent.
# custom:
#   severity: high
#   applies_to:
#     - tool:issue-voucher
#     - tool:book-return
#     - agent:order-concierge
#     - agent:retention-advisor
#   controls:
#     - JL-AI-01
package juniperlane.assistant_actions

import rego.v1

default allow := false

allow if {
	input.tool in {"issue-voucher", "book-return"}
	input.consent.person != ""
	input.amount_cents <= 5000
}

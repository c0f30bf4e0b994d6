# METADATA
# title: [not closed
package acme.broken
# METADATA
# custom:
#   applies_to:
#     - class: dragon
#     - colour: red
#     - {}

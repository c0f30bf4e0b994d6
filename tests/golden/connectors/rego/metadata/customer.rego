# Copyright of somebody
#
# METADATA
#
# title: Customer data use
# description: >-
#   Personal data is used for the purpose
#   it was collected for.
# authors:
#   - Amara <amara@acme.example>
#   - name: Bo
# organizations: [Acme]
# related_resources:
#   - ref: https://wiki.acme.example/policy
# scope: package
# custom:
#   severity: high
#   owner: data-governance
#   applies_to:
#     - dataset:lake.core.customers
#     - data_product:customer-360
#     - agent:retention-*
#     - checkout
#     - class: dataset
#       sensitivity: personal
#     - class: [service, agent]
#       tag: customer-facing
#       name: "support-*"
#       system: shop
#     - labels: {app: checkout}
#   controls:
#     - GDPR-5
#     - id: ISO-27001
package acme.customer_data

import rego.v1

# METADATA
# title: One rule of it
# custom:
#   applies_to: topic:orders
#   controls: PCI-3
deny contains "x" if { true }

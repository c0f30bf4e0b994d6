#
# METADATA
# title: Release checks
# description: What must hold before a release.
#
package policy.release.checks

import rego.v1

# METADATA
# title: Attestation is there
# entrypoint: true
# custom:
#   short_name: attestation
#   failure_msg: none of %s
#   collections:
#     - minimal
#   depends_on:
#     - policy.release.base
#   effective_on: 2024-01-01T00:00:00Z
#   controls: [AC-2(1), "SLSA.L3"]
deny contains result if {
    some result in []
}

# METADATA
# title: Allowed
# scope: document
# entrypoint: true
default allow := false

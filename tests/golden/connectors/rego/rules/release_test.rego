package policy.release.checks

test_deny if { count(deny) == 0 }

package policy.release.checks_test

test_one if { true }

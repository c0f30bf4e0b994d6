package policy.release.checks

warn[msg] { msg := "older syntax" }

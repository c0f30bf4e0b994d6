not rego at all

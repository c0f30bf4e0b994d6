package main

deny contains "latest" if endswith(input.spec.image, ":latest")

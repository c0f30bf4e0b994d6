"""The formats that Cartulary reads, one file each, found by being there."""

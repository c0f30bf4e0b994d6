"""Reading what teams keep: files to facts, facts to one graph."""

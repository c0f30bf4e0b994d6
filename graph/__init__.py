"""What the graph is: facts, ontology, store, traversal, analysis."""

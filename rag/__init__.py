"""From a question in plain English to an answer that cites its paths."""

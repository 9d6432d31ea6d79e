"""One module per input format, found by content."""

"""What the league's pages show, read from the published tables."""

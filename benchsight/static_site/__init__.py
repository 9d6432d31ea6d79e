"""The league's pages as files, for any web space."""

"""The loader's database session, and which of its errors are transient. Imported by `landing`, `journal` and `runs`."""

"""The loader's database session, and which of its errors may pass. Imported by `landing`, `journal` and `runs`."""

"""One module per command, each with a click command called ``command``. Imported by `cli.main` alone, by name."""

"""The command line: `main` finds commands, `commands` run them, `screens` print results. Imported by nothing."""

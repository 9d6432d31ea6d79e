"""What a load did: phases, checkpoints, results, versions. Imported by `selection`, `landing` and `runs`."""

"""A load from its paths to its summary: phases, checkpoints, resume. Imported by benchsight only."""

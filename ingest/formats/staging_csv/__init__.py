"""CSV files in the shape of a staging table. Imported by `formats`."""

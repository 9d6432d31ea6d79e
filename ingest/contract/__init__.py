"""The staging contract: what a row of each staging table must be, and the check that holds rows to it."""

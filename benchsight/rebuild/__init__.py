"""Makes derived tables again: any table or category, of any games, by any operation that fits."""

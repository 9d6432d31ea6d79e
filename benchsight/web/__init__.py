"""The frame of all pages: templates, assets, tables, names of people, definitions of statistics, responses."""

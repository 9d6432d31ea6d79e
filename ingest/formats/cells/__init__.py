"""Rows and cells of text files and workbooks, without their meaning. Imported by the other formats."""

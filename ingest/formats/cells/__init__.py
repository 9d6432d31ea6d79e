"""Rows and cells of text files and workbooks, whatever they mean. Imported by the other formats."""

"""What the pages of a game show: tables and charts, made of what is read."""

"""What does the text of a parameter mean? One module a family of values, decode and encode side by side."""

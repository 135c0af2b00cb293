"""The conf side: text to a lossless tree, the tree to the values in force, and back."""

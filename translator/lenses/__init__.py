"""The lens table: which parameter lives where in the XML, in both directions."""

"""What is a container? Its memory, paths, addresses and names, by the values in force of its conf, for all who ask."""

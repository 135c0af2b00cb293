"""What is a source? Words of the command line, what they name, where the confs in it are, and what its bytes hold."""

"""What do people see of a fleet? One page without network, made of the record."""

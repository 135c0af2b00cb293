"""How is a lot of work done? In several processes, with a picture of how far it is, until somebody wants it to stop."""

"""How is one thing done to a whole fleet of containers? Sources, workers, durable outputs, and a record of it all."""

"""How is one thing done to a whole fleet of containers? A plan, durable outputs, and a record of it all."""

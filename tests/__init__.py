"""Which tests does vzvirt have? (One package, so that they can share strategies and harnesses.)"""

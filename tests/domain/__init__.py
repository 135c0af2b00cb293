"""Does the domain side read, refuse and explain documents as it should?"""

"""What is a source, and does each command say the same of it?"""

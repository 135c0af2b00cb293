"""Does vzvirt network say what a host needs?"""

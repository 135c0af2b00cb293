"""Do the containers that vzvirt describes start, and are they what was asked for?"""

"""Checking: which rules are there, what do they find, and how is that told, fixed and silenced?"""

"""Does the driver lxc say what a conf says, and give it back?"""

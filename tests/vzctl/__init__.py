"""Do our vzctl commands make the container again?"""

"""The parts of ``vzvirt check`` that touch the world: files, configuration, baselines, fixing in place."""

"""The commands, a module each; `run` takes the parsed options and returns the exit code."""

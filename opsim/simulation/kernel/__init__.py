"""What every department stands on: the clock, working hours, streams of chance."""

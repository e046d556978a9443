"""Today's team and the reports over months."""

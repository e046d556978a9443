"""One candidate's way round, over the public API and the WeChat callback alone."""

"""Whether the person in a video is the one on a photo: with a consent of its own, one number, and a person decides."""

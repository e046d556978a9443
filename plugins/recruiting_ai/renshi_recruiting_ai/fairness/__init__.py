"""Whether candidates of all groups get the same chance: from what they told voluntarily, never used for scoring."""

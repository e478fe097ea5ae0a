"""What keeps the documents true: the rule catalogue, and the console blocks that are run."""

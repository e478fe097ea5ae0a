"""What the tests of the rules and of the model share."""

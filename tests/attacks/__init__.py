"""What hostile submissions try, each in every tier of the wall that this machine can put up."""

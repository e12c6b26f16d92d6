"""nbgrader's side: course folder, gradebook, autograded notebooks, feedback and export."""

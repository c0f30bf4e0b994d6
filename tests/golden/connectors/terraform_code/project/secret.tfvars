password = "never-kept"

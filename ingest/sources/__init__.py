"""What can be ingested besides a folder: files, archives, repositories, and servers that are asked over HTTP."""

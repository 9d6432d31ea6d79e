"""Uploads: files received over HTTP, kept until the job that loads them has ended."""

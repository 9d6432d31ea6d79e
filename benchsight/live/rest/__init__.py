"""Single rows over HTTP, as PostgREST serves them, for trackers that use supabase-js.

`request` reads what is asked for, `statements` writes it as SQL, `exchange` runs it as the tracker's database role:
grants and row level security decide what it may read and write.
"""

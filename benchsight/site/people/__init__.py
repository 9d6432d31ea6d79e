"""Pages of skaters and goalies."""
